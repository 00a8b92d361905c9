/* Timers, with the owner's clock. */
#include <string.h>

#include "check.h"
#include "../net_internal.h"
#include "tests.h"
#include "world.h"

struct alarm {
	struct net_timer timer;
	u32 fired;
	u64 fired_us;
	u32 order;
	u64 again_after_us;
	u32 *orders;
};

static void
fire(struct net *net, void *context)
{
	struct alarm *alarm = context;

	alarm->fired++;
	alarm->fired_us = net_now(net);
	alarm->order = ++*alarm->orders;
	if (alarm->again_after_us != UINT64_MAX)
		timer_start(net, &alarm->timer, net_now(net) + alarm->again_after_us);
}

static u32 orders;

static struct alarm
make_alarm(void)
{
	return (struct alarm){
		.timer = {.fire = fire}, .again_after_us = UINT64_MAX, .orders = &orders};
}

static void
set(struct world *world, struct alarm *alarm, u64 after_us)
{
	alarm->timer.context = alarm;
	timer_start(world->hosts[0].net, &alarm->timer, world->now_us + after_us);
}

static void
fires_in_order(void)
{
	struct world *world = world_begin(1, 1);
	struct alarm first = make_alarm(), second = make_alarm(), third = make_alarm();
	u64 start = world->now_us;

	set(world, &third, 300);
	set(world, &first, 100);
	set(world, &second, 200);
	world_run(world, 250);
	CHECK(first.fired == 1 && second.fired == 1 && third.fired == 0);
	CHECK(first.order < second.order);
	CHECK_EQUAL(second.fired_us, start + 200);
	world_run(world, 100);
	CHECK_EQUAL(third.fired, 1);
	world_end(world);
}

static void
is_put_off(void)
{
	struct world *world = world_begin(1, 1);
	struct alarm alarm = make_alarm(), other = make_alarm();
	u64 start = world->now_us;

	set(world, &alarm, 100);
	set(world, &other, 150);
	for (u32 i = 0; i < 10; i++) {
		set(world, &alarm, 100);
		world_run(world, 50);
	}
	CHECK(alarm.fired == 0 && other.fired == 1);
	world_run(world, 50);
	CHECK_EQUAL(alarm.fired, 1);
	CHECK_EQUAL(alarm.fired_us, start + 550);
	world_end(world);
}

static void
is_put_forward(void)
{
	struct world *world = world_begin(1, 1);
	struct alarm alarm = make_alarm();
	u64 start = world->now_us;

	set(world, &alarm, 500);
	set(world, &alarm, 100);
	world_run(world, 1000);
	CHECK_EQUAL(alarm.fired, 1);
	CHECK_EQUAL(alarm.fired_us, start + 100);
	world_end(world);
}

static void
is_stopped(void)
{
	struct world *world = world_begin(1, 1);
	struct alarm alarm = make_alarm();

	set(world, &alarm, 100);
	timer_stop(&alarm.timer);
	timer_stop(&alarm.timer);
	world_run(world, 1000);
	CHECK_EQUAL(alarm.fired, 0);
	set(world, &alarm, 100);
	world_run(world, 1000);
	CHECK_EQUAL(alarm.fired, 1);
	world_end(world);
}

static void
does_not_hold_the_stack(void)
{
	struct world *world = world_begin(1, 1);
	struct net *net = world->hosts[0].net;
	struct alarm alarm = make_alarm();

	alarm.again_after_us = 0;
	set(world, &alarm, 0);
	net_run_timers(net);
	CHECK_EQUAL(alarm.fired, 1);
	CHECK(net_next_deadline(net) == world->now_us + 1);
	timer_stop(&alarm.timer);
	world_end(world);
}

const struct test timer_tests[] = {
	{"timers fire once each, in the order of their times", fires_in_order},
	{"a timer that is put off again and again fires at the last time alone", is_put_off},
	{"a timer that is put forward fires at the earlier time", is_put_forward},
	{"a timer that was stopped does not fire, and can be set again", is_stopped},
	{"a timer that always finds itself due fires once a turn", does_not_hold_the_stack},
	{NULL, NULL},
};
