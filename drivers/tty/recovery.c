/*
 * When what of the terminals goes to the data store, and how it comes back. See
 * recovery.h.
 *
 * An item is what lies under one key. One is stored at a time; what changes meanwhile is
 * stored once, later. Lines wait a moment, in which a reader that waits takes what was
 * typed: then the line is as it was stored, and no message is sent at all. Screens wait
 * longer, since output comes in floods; of the history only the pieces go that have
 * changed, and before the screen, which tells which rows of it count.
 */
#include "recovery.h"

#include <errno.h>
#include <kintsugi/crc32.h>
#include <libsys/ds_client.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/thread.h>
#include <stdio.h>
#include <string.h>

#include "console.h"
#include "keyboard.h"

#define LINE_DELAY_US 2000u
#define SCREEN_DELAY_US 50000u

/* While the data store is being restarted itself: two seconds, and so two heartbeats. */
#define FETCH_TRIES 200u
#define FETCH_AGAIN_US 10000u

enum item_kind { ITEM_KEYBOARD, ITEM_LINE, ITEM_ROWS, ITEM_SCREEN };

struct item {
	enum item_kind kind;
	u32 number; /* of the line or console */
	u32 piece;  /* of the history */
	int is_dirty;
	u32 stored; /* checksum of what the data store has; 0: unknown */
};

#define ITEMS_EACH_CONSOLE (SAVED_PIECES + 1u)
#define FIRST_OF_CONSOLES (1u + NR_LINES)
#define ITEMS (FIRST_OF_CONSOLES + NR_VIRTUAL_CONSOLES * ITEMS_EACH_CONSOLE)
_Static_assert(ITEMS <= DS_OWNED_MAX, "the data store takes no more of one owner");

#define KEYBOARD_VERSION 1u
struct saved_keyboard {
	u8 version;
	u8 console; /* the one that is seen */
	u8 locks;
};

static struct item items[ITEMS];
static u32 scrolled[NR_VIRTUAL_CONSOLES]; /* rows of each when its history was looked at last */
static u8 buffer[SAVED_LINE_MAX]; /* the item's that is under way */
_Static_assert(SAVED_LINE_MAX >= SAVED_ROWS_BYTES && SAVED_LINE_MAX >= SAVED_SCREEN_MAX,
	       "the buffer takes all items");
static int is_under_way;
static int failure_is_told;

static struct crc32_tables tables;

/* ---- items ---- */

static struct item *
item_of(enum item_kind kind, u32 number, u32 piece)
{
	switch (kind) {
	case ITEM_KEYBOARD:
		return &items[0];
	case ITEM_LINE:
		return &items[1 + number];
	default:
		return &items[FIRST_OF_CONSOLES + number * ITEMS_EACH_CONSOLE +
			      (kind == ITEM_ROWS ? piece : SAVED_PIECES)];
	}
}

static void
name_item(enum item_kind kind, u32 number, u32 piece)
{
	*item_of(kind, number, piece) = (struct item){kind, number, piece, 0, 0};
}

static void
name_items(void)
{
	name_item(ITEM_KEYBOARD, 0, 0);
	for (u32 minor = 0; minor < NR_LINES; minor++)
		name_item(ITEM_LINE, minor, 0);
	for (u32 console = 0; console < NR_VIRTUAL_CONSOLES; console++) {
		for (u32 piece = 0; piece < SAVED_PIECES; piece++)
			name_item(ITEM_ROWS, console, piece);
		name_item(ITEM_SCREEN, console, 0);
	}
}

static void
make_key(const struct item *item, char key[DS_KEY_LEN])
{
	static const char *const names[] = {
		[ITEM_KEYBOARD] = "tty.keyboard",
		[ITEM_LINE] = "tty.line",
		[ITEM_ROWS] = "tty.rows",
		[ITEM_SCREEN] = "tty.screen",
	};

	snprintf(key, DS_KEY_LEN, "%s.%u.%u", names[item->kind], (unsigned)item->number,
		 (unsigned)item->piece);
}

static u32
pack_keyboard(void)
{
	struct saved_keyboard saved = {
		.version = KEYBOARD_VERSION,
		.console = (u8)console_seen(),
		.locks = keyboard_locks(),
	};

	memcpy(buffer, &saved, sizeof(saved));
	return sizeof(saved);
}

static int
unpack_keyboard(u32 length)
{
	struct saved_keyboard saved;

	if (length != sizeof(saved))
		return 0;
	memcpy(&saved, buffer, sizeof(saved));
	if (saved.version != KEYBOARD_VERSION || saved.console >= NR_VIRTUAL_CONSOLES)
		return 0;
	console_see(saved.console);
	keyboard_set_locks(saved.locks);
	return 1;
}

static u32
pack(const struct item *item)
{
	switch (item->kind) {
	case ITEM_KEYBOARD:
		return pack_keyboard();
	case ITEM_LINE:
		return recovery_pack_line(&tty_of(item->number)->line, buffer);
	case ITEM_ROWS:
		return recovery_pack_rows(console_terminal(item->number), item->piece, buffer);
	default:
		return recovery_pack_screen(console_terminal(item->number), buffer);
	}
}

static int
unpack(const struct item *item, u32 length)
{
	switch (item->kind) {
	case ITEM_KEYBOARD:
		return unpack_keyboard(length);
	case ITEM_LINE:
		return recovery_unpack_line(&tty_of(item->number)->line, buffer, length);
	case ITEM_ROWS:
		return recovery_unpack_rows(console_terminal(item->number), item->piece, buffer,
					    length);
	default:
		if (!recovery_unpack_screen(console_terminal(item->number), buffer, length))
			return 0;
		console_has_picture(item->number);
		return 1;
	}
}

/* ---- storing ---- */

/* Items of a kind that wait for the same moment. */
struct batch {
	u32 first, end; /* of the items */
	u32 delay_us;
	int is_waiting; /* for the timer */
	int is_due;
	struct timer timer;
};

static void batch_is_due(struct timer *timer);

static struct batch lines = {
	.first = 0,
	.end = FIRST_OF_CONSOLES,
	.delay_us = LINE_DELAY_US,
	.timer = {.fire = batch_is_due, .context = &lines},
};
static struct batch screens = {
	.first = FIRST_OF_CONSOLES,
	.end = ITEMS,
	.delay_us = SCREEN_DELAY_US,
	.timer = {.fire = batch_is_due, .context = &screens},
};

static void store_next(void);

/* Until something of it changes again, or there is another data store. */
static void
give_up(struct item *item, s32 error)
{
	char key[DS_KEY_LEN];

	item->stored = 0;
	if (failure_is_told || error == -EDEADEP)
		return;
	failure_is_told = 1;
	make_key(item, key);
	printf("tty: the data store does not take %s: %s\n", key, strerror((int)-error));
}

static void
stored(s32 status, void *context)
{
	is_under_way = 0;
	if (status < 0)
		give_up(context, status);
	else
		failure_is_told = 0;
	store_next();
}

/* Whether it is on its way now. */
static int
store(struct item *item)
{
	char key[DS_KEY_LEN];
	u32 length = pack(item);
	u32 sum = crc32_add(&tables, 0, buffer, length);
	s32 error;

	item->is_dirty = 0;
	if (sum == item->stored)
		return 0;
	make_key(item, key);
	item->stored = sum;
	error = ds_store(key, buffer, length, stored, item);
	if (error < 0)
		give_up(item, error);
	return error >= 0;
}

static void
note_scrolled_rows(void)
{
	for (u32 console = 0; console < NR_VIRTUAL_CONSOLES; console++) {
		const struct vt *vt = console_terminal(console);
		u32 pieces = recovery_changed_pieces(vt, scrolled[console]);

		scrolled[console] = vt->scrolled;
		for (u32 piece = 0; piece < SAVED_PIECES; piece++)
			if (pieces & 1u << piece)
				item_of(ITEM_ROWS, console, piece)->is_dirty = 1;
	}
}

static int
store_one_of(struct batch *batch)
{
	if (!batch->is_due)
		return 0;
	if (batch == &screens)
		note_scrolled_rows();
	for (u32 index = batch->first; index < batch->end; index++)
		if (items[index].is_dirty && store(&items[index]))
			return 1;
	batch->is_due = 0;
	return 0;
}

static void
store_next(void)
{
	if (!is_under_way)
		is_under_way = store_one_of(&lines) || store_one_of(&screens);
}

static void
batch_is_due(struct timer *timer)
{
	struct batch *batch = timer->context;

	batch->is_waiting = 0;
	batch->is_due = 1;
	store_next();
}

/* Without a free timer it waits for the next change. */
static void
changed(struct batch *batch, struct item *item)
{
	item->is_dirty = 1;
	if (!batch->is_due && !batch->is_waiting)
		batch->is_waiting =
			timer_arm(&batch->timer, sys_uptime_us() + batch->delay_us) >= 0;
}

void
recovery_line_changed(const struct tty *tty)
{
	changed(&lines, item_of(ITEM_LINE, tty->minor, 0));
}

void
recovery_keyboard_changed(void)
{
	changed(&lines, item_of(ITEM_KEYBOARD, 0, 0));
}

void
recovery_screen_changed(u32 console)
{
	changed(&screens, item_of(ITEM_SCREEN, console, 0));
}

void
recovery_store_all(void)
{
	batch_is_due(&lines.timer);
	batch_is_due(&screens.timer);
}

int
recovery_is_stored(void)
{
	if (is_under_way)
		return 0;
	for (u32 index = 0; index < ITEMS; index++)
		if (items[index].is_dirty)
			return 0;
	return 1;
}

/* Whether there is anything to be stored of it: the history fills from its first piece on. */
static int
is_there(const struct item *item)
{
	return item->kind != ITEM_ROWS ||
	       console_terminal(item->number)->history_count > item->piece * SAVED_ROWS;
}

/* A fresh data store has most of it from its backup; of the rest we can't know. */
static void
data_store_restarted(void)
{
	for (u32 index = 0; index < ITEMS; index++) {
		items[index].is_dirty = is_there(&items[index]);
		items[index].stored = 0;
	}
	recovery_store_all();
}

/* ---- restoring ---- */

static struct {
	struct thread *thread;
	int is_over;
	s32 status;
} fetching;

static void
fetched(s32 status, void *unused)
{
	(void)unused;
	fetching.status = status;
	fetching.is_over = 1;
	thread_wake(fetching.thread);
}

static void
pause_is_over(struct timer *timer)
{
	(void)timer;
	fetched(0, NULL);
}

static void
wait(void)
{
	while (!fetching.is_over)
		thread_block();
}

static void
pause(u32 us)
{
	struct timer timer = {.fire = pause_is_over};

	fetching.is_over = 0;
	if (timer_arm(&timer, sys_uptime_us() + us) < 0)
		panic("tty: no timer is free");
	wait();
}

/* Into the buffer: the length, or an error. */
static s32
fetch(const struct item *item)
{
	char key[DS_KEY_LEN];
	s32 error;

	make_key(item, key);
	fetching.thread = thread_current();
	for (u32 tries = 0; tries < FETCH_TRIES; tries++) {
		fetching.is_over = 0;
		error = ds_fetch(key, buffer, sizeof(buffer), fetched, NULL);
		if (error == 0) {
			wait();
			error = fetching.status;
		}
		if (error != -EDEADEP)
			return error;
		pause(FETCH_AGAIN_US);
	}
	return error;
}

static void
take_up(struct item *item)
{
	char key[DS_KEY_LEN];
	s32 length = fetch(item);

	if (length >= 0 && unpack(item, (u32)length)) {
		item->stored = crc32_add(&tables, 0, buffer, (u32)length);
		return;
	}
	if (length == -ENOENT)
		return;
	make_key(item, key);
	printf("tty: what the data store has as %s can't be taken up: %s\n", key,
	       length < 0 ? strerror((int)-length) : "it makes no sense");
}

/* The keyboard's item is always stored: without it there is nothing, as when the system starts. */
void
recovery_restore(void)
{
	crc32_init(&tables);
	name_items();
	take_up(item_of(ITEM_KEYBOARD, 0, 0));
	for (u32 index = 1; index < ITEMS && items[0].stored != 0; index++)
		take_up(&items[index]);
	ds_on_restart(data_store_restarted);
	recovery_keyboard_changed();
}
