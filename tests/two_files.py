"""An assessment of two files, one of which may be published: for tests of bundles."""

from __future__ import annotations

SETTINGS = """\
assessment: {id: permits, title: T, framework: public-value/1.0, period: {from: 2024-01-01, to: 2024-12-31}}
system: {name: Triage, description: Sorts, organisation: Office, country: BRB, phase: production}
settings: {seed: 7, draws: 1000}
evidence:
  - {id: cases, kind: records, title: Cases, file: evidence/cases.csv, source: Case system, may_publish: true}
  - {id: secret, kind: records, title: Secret, file: evidence/secret.csv, source: Case system, may_publish: false}
answers:
  - indicator: administrative.benefit.security_accuracy.balanced_accuracy
    evidence: cases
    columns: {truth: right, prediction: score}
"""
