"""The people of all teams: who comes and who leaves, and what is decided about their number.

The rare chapters of the compiled engine that are about people; names are those of the reference engine's
`Staff`. Each takes the whole `State` and the one record that is the `cursor`.
"""

from __future__ import annotations

from sim.engine.changes import IS_OF_SEATS_ONLY
from sim.engine.clock import RANKS, Kind
from sim.engine.compiled.agenda import schedule
from sim.engine.compiled.expertise import dilute, level_at, teach
from sim.engine.compiled.state import NOBODY, Full, hours_open
from sim.engine.governance import HOURS_PER_MONTH
from sim.engine.journal import Why
from sim.rules import assignment, chance, knowledge, people, quantile, verdict
from sim.rules.assignment import INHOUSE
from sim.rules.rule import chapter, rule


@chapter
def begin(plan, state, cursor, scripted):
    """All that is known before time starts; the first `scripted` changes are written already."""
    cursor.changed, cursor.share = scripted, plan.reviews.share
    for who in range(len(state.teams)):
        team = state.teams[who]
        if team.leaving_per_hour > 0.0:
            team.luck = next_luck(state, team, who)
            expect_leaver(plan, state, cursor, who, 0.0)
        expect_look(plan, state, cursor, who)
        if plan.accounts.hours[who] < plan.end:
            schedule(state.agenda, cursor, plan.accounts.since, Kind.RENEWAL * RANKS + who)
    for row in range(scripted):
        change = state.changes[row]
        if change.why == Why.LET_GO or change.why == Why.SIGNED:
            state.teams[change.team].coming += change.seats
        if change.instant < plan.end:
            schedule(state.agenda, cursor, change.instant, Kind.SEATS * RANKS + row)
    cursor.share_before, look = cursor.share, plan.leaving.since + plan.leaving.every_hours
    if plan.leaving.is_on and look < plan.end:
        schedule(state.agenda, cursor, look, Kind.VERDICT * RANKS + plan.leaving.of)
    if plan.reviews.every_hours < plan.end:
        schedule(state.agenda, cursor, plan.reviews.every_hours, Kind.REVIEW * RANKS)
    if plan.learning.is_on:
        schedule(state.agenda, cursor, HOURS_PER_MONTH, Kind.BOOKS * RANKS)


# -- people come and go --------------------------------------------------------------------------------------


@chapter
def decide(plan, state, cursor, who, seats, instant, now, why):
    """So many more or fewer from that instant on."""
    state.teams[who].coming += seats
    expect(plan, state, cursor, who, seats, instant, now, why)


@chapter
def come_by_week(plan, state, cursor, who, number, first_day, ramp_hours, now, why):
    """So many more, evenly over the weeks of a ramp."""
    weeks = verdict.weeks_of(ramp_hours)
    for week in range(weeks):
        group = verdict.group_of(number, week, weeks)
        if group > 0:
            instant = verdict.first_day_of(first_day, ramp_hours, week, weeks)
            decide(plan, state, cursor, who, group, instant, now, why)


@chapter
def expect(plan, state, cursor, who, seats, instant, now, why):
    """A change, as a fact, and as something to wait for; without room the cursor says so."""
    if cursor.changed == len(state.changes):
        cursor.full = Full.CHANGES
        return
    write(state, cursor, instant, now, who, seats, why)
    if instant < plan.end:
        schedule(state.agenda, cursor, instant, Kind.SEATS * RANKS + cursor.changed - 1)


@chapter
def write(state, cursor, instant, decided, who, seats, why):
    """A change, as a fact."""
    row = state.changes[cursor.changed]
    row.instant, row.decided, row.team, row.seats, row.why = instant, decided, who, seats, why
    cursor.changed += 1


@chapter
def take_effect(plan, state, cursor, row, now):
    """The day has come; returns the team whose line moves, or NOBODY."""
    changed = state.changes[row]
    who, seats, why = int(changed.team), int(changed.seats), int(changed.why)
    team = state.teams[who]
    if team.is_gone:
        return NOBODY
    if cursor.changed == len(state.changes):
        cursor.full = Full.CHANGES
        return NOBODY
    if why == Why.LET_GO or why == Why.CHOSE:
        team.coming -= seats
        seats = people.who_can_go(seats, team.people)
        team.coming += seats
    changed.seats = change(plan, state, cursor, who, seats, why, now)
    return who


@chapter
def change(plan, state, cursor, who, asked, why, now):
    """More people work, or fewer: a seat that is taken closes when it is left; returns what took effect."""
    team, learning = state.teams[who], plan.learning
    count_time(team, now)
    took_effect = asked
    if why == Why.TROUBLE:
        team.leaving_per_hour *= team.trouble_factor
    elif why == Why.TROUBLE_OVER:
        team.leaving_per_hour = team.usual_leaving
    elif why == Why.LESSON:
        teach_team(plan, state, who, now)
    elif IS_OF_SEATS_ONLY[why]:
        team.away -= asked
        took_effect = people.open_seats(team.people, team.away) - state.seats[who]
    elif why == Why.LENT or why == Why.TAKEN_BACK:
        team.lent += asked
        team.people += asked
    else:
        if asked > 0 and why != Why.SIGNED and who < len(state.level) and learning.is_on:
            theirs = learning.start[who] if why == Why.SUCCEEDING and who != INHOUSE else 0.0
            dilute(learning, state.level, state.known, who, now, team.people, asked, theirs)
        if why == Why.LEFT and now >= plan.signing.instant:
            team.stayed = knowledge.still_there(team.stayed, team.people)
        team.people += asked
        if why != Why.LEFT:
            team.coming -= asked
    expect_leaver(plan, state, cursor, who, now)
    more = people.open_seats(team.people, team.away) - state.seats[who]
    if more != took_effect:
        write(state, cursor, now, now, who, more - took_effect, Why.CLOSED)
    state.seats[who] += more
    team.free += more
    return took_effect


@chapter
def teach_team(plan, state, who, now):
    """A lesson, by those who are still there of the people who were to give it."""
    if now > plan.signing.instant + plan.signing.ramp_hours:
        giver, team, hours = state.teams[plan.leaving.of], state.teams[who], 0.0
        if giver.successor == who and not giver.is_gone:
            hours = verdict.lesson_a_head(giver.lesson_hours, giver.stayed, team.people + team.coming)
        teach(plan.learning, state.level, state.known, state.work_types, who, now, hours)
        return
    home, liaisons = state.teams[0], state.teams[len(state.teams) - 2]
    hours = plan.lessons.house_hours * home.stayed + plan.lessons.liaison_hours * liaisons.stayed
    teach(plan.learning, state.level, state.known, state.work_types, who, now, hours)


# -- somebody leaves -----------------------------------------------------------------------------------------


@chapter
def count_time(team, now):
    """The time since the last change has used up some of the next leaver's luck; `team` is a TEAM."""
    team.luck = people.luck_left(team.luck, team.people, team.leaving_per_hour, now - team.counted)
    team.counted = now


@chapter
def expect_leaver(plan, state, cursor, who, now):
    """When the next one leaves, if nothing changes before."""
    team = state.teams[who]
    team.leaves_at = people.next_leaving(now, team.luck, team.people, team.leaving_per_hour)
    if team.leaves_at < plan.end:
        schedule(state.agenda, cursor, team.leaves_at, Kind.LEAVE * RANKS + who)


@chapter
def next_luck(state, team, who):
    """The luck of one leaver after the other."""
    team.dealt += 1
    return quantile.exponential(chance.uniform(state.root, state.leavers[who], team.dealt - 1))


@chapter
def leave(plan, state, cursor, who, now):
    """Somebody leaves, and somebody new is looked for; returns the team whose line moves, or NOBODY."""
    team = state.teams[who]
    if now != team.leaves_at or team.is_gone:
        return NOBODY  # stale: the number of people has changed since
    if cursor.changed + 2 > len(state.changes):
        cursor.full = Full.CHANGES
        return NOBODY
    write(state, cursor, now, now, who, -1, Why.LEFT)
    team.luck, team.counted = next_luck(state, team, who), now
    change(plan, state, cursor, who, -1, Why.LEFT, now)
    decide(plan, state, cursor, who, 1, now + team.hire_hours, now, Why.REPLACED)
    return who


# -- looks, reviews and terms --------------------------------------------------------------------------------


@chapter
def expect_look(plan, state, cursor, who):
    """When a provider looks at our line for the next time."""
    team = state.teams[who]
    again = plan.signing.instant + (team.looked + 1) * plan.lending.look_hours[who]
    if again < plan.end:
        schedule(state.agenda, cursor, again, Kind.LENDING * RANKS + who)


@chapter
def reviews(plan, state, cursor, now):
    """The client looks at what was asked of each team, and at the load at home."""
    rules, home, seats = plan.reviews, state.teams[0], state.seats[0]
    cursor.reviewed += 1
    if rules.is_adaptive:
        in_hand = home.in_line + seats - home.free
        share = people.share_moved(cursor.share, in_hand, seats, rules.step, rules.above, rules.below)
        if share != cursor.share:
            cursor.share_before, cursor.share_since = share_now(plan, cursor, now), now
        cursor.share = share
    for who in range(len(state.asked)):
        is_signed = who == 0 or now >= plan.signing.instant
        if rules.follows[who] and is_signed and not state.teams[who].is_gone:
            review(plan, state, cursor, who, now)
        state.asked[who] = 0
    schedule(state.agenda, cursor, (cursor.reviewed + 1) * rules.every_hours, Kind.REVIEW * RANKS)


@rule
def outgoing(plan, cursor, now):
    """The part of the outsourced share that leaves now."""
    signing = plan.signing
    share = share_now(plan, cursor, now)
    return assignment.outgoing(now, signing.instant, signing.ramp_hours, share)


@rule
def share_now(plan, cursor, now):
    """The part that reviews let go; their last step may still be on its way."""
    ramp = plan.reviews.ramp_hours
    return assignment.share_now(cursor.share_before, cursor.share, cursor.share_since, ramp, now)


@chapter
def review(plan, state, cursor, who, now):
    """Seats are asked for, or released."""
    rules, team = plan.reviews, state.teams[who]
    headcount = team.people + team.coming - team.lent
    opened = hours_open(state, who, now - rules.every_hours, now)
    wanted = people.seats_wanted(state.asked[who], opened, rules.target_utilisation, headcount)
    more = people.seats_to_change(headcount, wanted, rules.band, rules.at_least, rules.at_most)
    if more > 0:
        decide(plan, state, cursor, who, more, now + team.hire_hours, now, Why.ADDED)
    if more < 0:
        decide(plan, state, cursor, who, more, now + team.notice_hours, now, Why.LET_GO)


@chapter
def close_term(plan, state, cursor, who):
    """What was earned since the last look, against what the seats cost; returns whether the provider stays.

    At signing it only opens its books.
    """
    terms, team = plan.accounts, state.teams[who]
    reserved = people.cost_of_term(team.people, terms.per_seat_hour[who], terms.hours[who])
    per_hour = terms.cost_per_seat_hour[who] * plan.offers.cost[who, team.way]
    cost = people.cost_of_term(team.people, per_hour, terms.hours[who])
    earned, number = team.earned + reserved, team.term
    team.earned, team.term = 0.0, number + 1
    again = terms.since + team.term * terms.hours[who]
    schedule(state.agenda, cursor, again, Kind.RENEWAL * RANKS + who)
    return number == 0 or people.is_worth_staying(earned, cost, terms.least_margin[who])


@chapter
def months(plan, state, cursor, now):
    """At a month's end, what everybody knows."""
    cursor.month += 1
    for who in range(state.level.shape[0]):
        for work_type in range(state.level.shape[1]):
            row = state.levels[cursor.written]
            row.instant, row.team, row.work_type = now, who, work_type
            row.level = level_at(plan.learning, state.level, state.known, who, work_type, now)
            cursor.written += 1
    schedule(state.agenda, cursor, (cursor.month + 1) * HOURS_PER_MONTH, Kind.BOOKS * RANKS)
