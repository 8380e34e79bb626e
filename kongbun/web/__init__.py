"""The HTML door: pages, forms and the one place where a request becomes an act.

Not the rules and not the books: views parse, ask `queries`, call one action, answer.

How to write a page
  1. `web/<app>.py` holds `app_name`, `urlpatterns` and the views; `urls.py` includes
     it once, under `/f/<CODE>/`.
  2. A view is wrapped by `@fund_view(Verb.X)` (`door.py`); it gets a `FundRequest`
     with `.fund`, `.today` and `.standing`; whoever has no standing gets 404.
  3. A POST builds a form (`forms.Form`), and calls `run_action(request, action, ...)`.
     `answer.done` -> `answer.to(url_name, ..., said="...")`; otherwise give the
     answer to `page(..., answer=answer)`: it shows the refusal above the form, keeps
     what was typed and sets the right status.
  4. Every form has `{% command_id %}`: the number that makes a repeated press one act.
"""
