from tests.engagement.messaging.rendering.test_letters import *
from tests.engagement.messaging.rendering.test_letters import shop

def test_p(shop: None) -> None:
    import time
    from django.db import connection
    ada = cast.ada()
    order = cast.order(ada, quantity=2, amount_minor=2500)
    what = cast.purpose(body=__import__('pathlib').Path('/work/main/thereafter/engagement/journeys/playbooks/order-confirmation-and-thank-you/templates/order-confirmation.mjml').read_text().split('---\n')[2])
    people=[cast.customer(f"P{n}", last_name="Ö") for n in range(300)]
    for p in people: 
        o=cast.order(p)
        cast.judged(what, p, about=o)
    keys=[key(cast.message(what,p)) for p in people]
    write_letters(keys[:1], now=NOON)
    for n in range(3):
        t=time.perf_counter(); c=time.process_time()
        with CaptureQueriesContext(connection) as q:
            r=write_letters(keys, now=NOON)
        print(len(q), (time.perf_counter()-t)/300*1000,'ms wall', (time.process_time()-c)/300*1000, 'own cpu', len(r[0].mime))
    import cProfile
    p=cProfile.Profile(); p.enable(); write_letters(keys, now=NOON); p.disable(); import pstats; pstats.Stats(p).sort_stats('tottime').print_stats(14)
    print(r[3].mime[:1500].decode())
