"""What is asked of a page on behalf of people who use assistive technology."""

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
LOOK = """tags => axe.run({runOnly: tags, resultTypes: ['violations']}).then(r => [
    r.passes.length, r.violations.map(v => v.id + ': ' + v.nodes[0].html.slice(0, 120))])"""
