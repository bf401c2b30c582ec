"""The addresses of projects: of their people, of those who look after workspaces, and the register for everybody."""

from django.urls import path

from alder.web.projects import end_views, ingress_views, output_views, project_views, suspension_views

_ONE = "projects/<uuid:project>"
_INGRESS = f"{_ONE}/ingress/<uuid:ingress>"

urlpatterns = [
    path("published-research", output_views.register, name="published-research"),
    path("published-research.<str:form>", output_views.register_file, name="published-research-file"),
    path("projects", project_views.projects, name="projects"),
    path("desk/suspensions", suspension_views.suspensions, name="access-suspensions"),
    path("desk/suspensions/<int:suspension>/lift", suspension_views.lift, name="access-lift"),
    path(_ONE, project_views.project, name="project"),
    path(f"{_ONE}/extract", project_views.extract, name="project-extract"),
    path(f"{_ONE}/extract/manifest.json", project_views.manifest, name="project-manifest"),
    path(f"{_ONE}/extract/plan.toml", project_views.plan, name="project-plan"),
    path(f"{_ONE}/runs/<str:number>", project_views.run, name="project-run"),
    path(f"{_ONE}/runs/<str:number>/take", project_views.take_to_desk, name="project-run-take"),
    path(f"{_ONE}/ingress", ingress_views.listed, name="project-ingress"),
    path(f"{_ONE}/ingress/bring", ingress_views.bring, name="project-bring"),
    path(_INGRESS, ingress_views.one, name="project-ingress-one"),
    path(f"{_INGRESS}/bring-again", ingress_views.bring_again, name="project-ingress-bring-again"),
    path(f"{_INGRESS}/withdraw", ingress_views.withdraw, name="project-ingress-withdraw"),
    *(
        path(f"{_INGRESS}/{name}", view, name=f"project-ingress-{name}")
        for name, view in ingress_views.DECIDING.items()
    ),
    path(f"{_ONE}/outputs", output_views.listed, name="project-outputs"),
    path(f"{_ONE}/outputs/<uuid:output>/<path:name>", output_views.take, name="project-output-take"),
    path(f"{_ONE}/published", output_views.publish, name="project-publish"),
    path(f"{_ONE}/end", end_views.end, name="project-end"),
    path(f"{_ONE}/certificate", end_views.certificate, name="project-certificate"),
    path(f"{_ONE}/certificate.json", end_views.certificate_file, name="project-certificate-file"),
    *(path(f"{_ONE}/{name}", view, name=f"project-{name}") for name, view in project_views.ACTING.items()),
]
