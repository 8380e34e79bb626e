"""`kongbun simulate`: a made-up fund, good and bad people, and a model beside it."""
