"""Demo data: an invented network, told from one seed number.

Every person, organisation, number and address here is invented. Addresses are at example.org,
telephone numbers are those that Ofcom keeps for drama, registered numbers lie above any that the
registers have given out. What happens to applications happens through the real actions, with a
`now` in the past, so that timelines, letters, findings and the audit log are what they would be.
"""
