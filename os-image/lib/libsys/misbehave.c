/* Failing on purpose. See misbehave.h. */
#include <errno.h>
#include <libsys/event_loop.h>
#include <libsys/kcall.h>
#include <libsys/outbox.h>
#include <libsys/panic.h>
#include "misbehave.h"

#define LEAK_PAGES 16u /* at a time */
#define EXIT_STATUS_ORDERED 1
#define SEED_OF_ZERO 0x9e3779b9u /* xorshift would stay at 0 for ever */

u32 misbehaviour_ordered;
u32 misbehaviour_under_way;

static struct rs_misbehave ordered;
static endpoint_t orderer;
static enum occasion race_occasion;
static u32 race_odds;
static u32 random_state;
static u32 leaked_pages;

static _Noreturn void
touch_page_0(void)
{
	*(volatile u8 *)NULL = 0;
	panic("page 0 can be written");
}

static _Noreturn void
hang(void)
{
	for (;;)
		;
}

/* 0, or why no more pages could be taken. */
static int
leak(void)
{
	u32 address;
	int error = sys_vm_map(EP_SELF, 0, LEAK_PAGES * PAGE_SIZE, VM_READ | VM_WRITE, &address);

	if (error == 0)
		leaked_pages += LEAK_PAGES;
	return error;
}

/* Xorshift of 32 bits (Marsaglia 2003, with 13, 17, 5): the same seed fails at the same interrupt. */
static u32
next_random(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return random_state;
}

/* The first pages are taken here, which shows whether it may take any. */
static s32
check(const struct rs_misbehave *order)
{
	if (order->how == 0 || order->how >= MISBEHAVE_END)
		return -EINVAL;
	if (order->how == MISBEHAVE_RACE && order->odds == 0)
		return -EINVAL;
	if (order->how == MISBEHAVE_LEAK && leak() == -EPERM)
		return -EOPNOTSUPP;
	return 0;
}

void
misbehave_order(const struct message *order, int has_interrupts)
{
	const struct rs_misbehave *how = MESSAGE_BODY(order, const struct rs_misbehave);
	s32 status = check(how);

	if (status == 0) {
		ordered = *how;
		misbehaviour_ordered = how->how;
		orderer = order->source;
		race_occasion = has_interrupts ? AT_INTERRUPT : AT_REQUEST;
	}
	(void)event_reply_status(order, status);
}

static void
begin(void)
{
	switch (misbehaviour_ordered) {
	case MISBEHAVE_PANIC:
		panic("ordered to panic");
	case MISBEHAVE_EXCEPTION:
		touch_page_0();
	case MISBEHAVE_HANG:
		hang();
	case MISBEHAVE_EXIT:
		sys_exit(EXIT_NORMAL, EXIT_STATUS_ORDERED, "", 0);
	case MISBEHAVE_RACE:
		race_odds = ordered.odds;
		random_state = ordered.seed != 0 ? ordered.seed : SEED_OF_ZERO;
		break;
	}
	misbehaviour_under_way = misbehaviour_ordered;
	misbehaviour_ordered = 0;
}

void
misbehave_try(void)
{
	if (outbox_watch_replies(orderer) == 0)
		begin();
}

void
misbehave(enum occasion occasion)
{
	if (misbehaviour_under_way == MISBEHAVE_LEAK && occasion == AT_WAKE && leak() < 0)
		panic("out of memory after %u pages", leaked_pages);
	if (misbehaviour_under_way == MISBEHAVE_RACE && occasion == race_occasion &&
	    next_random() % race_odds == 0)
		touch_page_0();
}
