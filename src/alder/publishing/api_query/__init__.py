"""The query language of the public API: what may be asked of a data set, what is wrong with a question, the answer."""

from alder.publishing.api_query.answers import CSV, JSON_STAT, PARQUET, answer, as_csv, as_json_stat, as_parquet
from alder.publishing.api_query.body import query_of_body
from alder.publishing.api_query.criteria import DataSetQuery
from alder.publishing.api_query.problems import Problem, Refused
from alder.publishing.api_query.resolution import QueryResult, Resolved, find, resolve
from alder.publishing.api_query.url_parameters import query_of_parameters

__all__ = [
    "CSV",
    "JSON_STAT",
    "PARQUET",
    "DataSetQuery",
    "Problem",
    "QueryResult",
    "Refused",
    "Resolved",
    "answer",
    "as_csv",
    "as_json_stat",
    "as_parquet",
    "find",
    "query_of_body",
    "query_of_parameters",
    "resolve",
]
