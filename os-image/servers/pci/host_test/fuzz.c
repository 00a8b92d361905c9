/* See fuzz.h. */
#include "fuzz.h"

#include <kintsugi/privilege.h>
#include <string.h>

#include "../registers.h"
#include "model.h"

#define OWNER ENDPOINT(1, 9)
#define FUNCTIONS 24u
#define REQUESTS 40u
#define ACCESSES_MAX 4000000u /* a hundred thousand each request: looking at 256 buses, and more */
#define PAUSES_MAX_US (REQUESTS * 8000000u)
#define HEADER_BYTES 64u
#define CLASS_OF_NONE 0xc0u
#define CAPABILITIES_SPREAD 5u /* bytes of lists are made alike, so that there are some */

static u32 state;

/* mulberry32 */
static u32
below(u32 limit)
{
	u32 mixed;

	state += 0x6d2b79f5u;
	mixed = state;
	mixed = (mixed ^ mixed >> 15) * (mixed | 1);
	mixed ^= mixed + (mixed ^ mixed >> 7) * (mixed | 61);
	return (mixed ^ mixed >> 14) % limit;
}

static u16
random_function(void)
{
	u32 bus = below(3) == 0 ? below(256) : below(3);

	return (u16)(bus << 8 | below(32) << 3 | (below(2) ? below(8) : 0));
}

/* Half of the lists are well formed, the others lead anywhere. */
static void
lay_out_capabilities(struct model_function *function)
{
	u32 offset;

	function->space[STATUS] |= STATUS_CAPABILITIES;
	function->space[CAPABILITIES_POINTER] = (u8)below(256);
	for (offset = HEADER_BYTES; offset < MODEL_SPACE; offset += 4) {
		function->space[offset] = (u8)below(CAPABILITIES_SPREAD);
		if (below(2))
			function->space[offset + 1] = (u8)(offset + 4);
	}
	if (below(2))
		function->power_at = (u8)(HEADER_BYTES + 4 * below(47));
	if (function->power_at != 0 && below(2))
		function->space[function->power_at] = CAPABILITY_POWER;
}

static int
has_ide(void)
{
	u32 index;

	for (index = 0; index < model.count; index++)
		if (model.functions[index].kind == KIND_IDE)
			return 1;
	return 0;
}

static void
lay_out_card(struct model_function *function, u8 kind)
{
	static const u8 realtek[] = {0xec, 0x10};
	u16 base = (u16)(0xc000 + 0x100 * model.count);

	function->kind = kind;
	if (function->kind == KIND_RTL8139 || function->kind == KIND_NE2000) {
		memcpy(function->space + VENDOR_ID, realtek, sizeof(realtek));
		function->space[DEVICE_ID] = function->kind == KIND_RTL8139 ? 0x39 : 0x29;
		function->space[DEVICE_ID + 1] = function->kind == KIND_RTL8139 ? 0x81 : 0x80;
		function->space[HEADER_TYPE] &= HEADER_MULTIFUNCTION;
		function->space[BAR_FIRST] = BAR_IS_IO;
		function->space[BAR_FIRST + 1] = (u8)(base >> 8);
		memset(function->writable + BAR_FIRST, 0, BAR_BYTES);
		function->writable[BAR_FIRST] = function->kind == KIND_NE2000 ? 0xe0 : 0;
		function->writable[BAR_FIRST + 1] = 0xff;
	}
	if (function->kind == KIND_IDE) {
		function->space[BASE_CLASS] = CLASS_STORAGE;
		function->space[SUB_CLASS] = SUB_CLASS_IDE;
		function->space[PROGRAMMING_INTERFACE] &= 0x80;
	}
}

/* Identity and state at least make sense to a bus: it answers, and keeps what is written. */
static void
lay_out(struct model_function *function)
{
	u32 offset;

	for (offset = 0; offset < MODEL_SPACE; offset++) {
		function->space[offset] = below(3) == 0 ? 0 : (u8)below(256);
		function->writable[offset] = below(2) ? 0xff : (u8)below(256);
	}
	if (below(8) == 0)
		memset(function->space, 0xff, MODEL_SPACE);
	memset(function->writable, 0, PCI_COMMAND);
	memset(function->writable + STATUS, 0, BAR_FIRST - STATUS);
	memset(function->writable + CAPABILITIES_POINTER, 0, 4);
	memset(function->writable + HEADER_BYTES, 0, MODEL_SPACE - HEADER_BYTES);
	function->space[VENDOR_ID] &= 0x7f; /* not absent */
	if (below(2))
		function->space[HEADER_TYPE] &= HEADER_MULTIFUNCTION | LAYOUT_BRIDGE;
	function->faults = below(4) == 0 ? (u8)below(64) : 0;
	if (below(2))
		lay_out_capabilities(function);
	function->space[BASE_CLASS] = CLASS_OF_NONE;
	if (below(2)) /* only one can have the legacy ports */
		lay_out_card(function, (u8)below(has_ide() ? KIND_IDE : KIND_IDE + 1));
}

/* What only drivers, by the enables of theirs, and resets may change. */
static int
header_is_kept(const struct model_function *function, const u8 *before)
{
	u8 kept[HEADER_BYTES];

	memcpy(kept, before, sizeof(kept));
	memcpy(kept + PCI_COMMAND, function->space + PCI_COMMAND, 2);
	return (function->faults != 0 && function->resets > 0) ||
	       memcmp(kept, function->space, sizeof(kept)) == 0;
}

static const char *
check(u8 before[FUNCTIONS][HEADER_BYTES])
{
	u32 index;

	if (model.breach != NULL)
		return model.breach;
	if (model.was_master_in_reset)
		return "a function was reset while it could master the bus";
	if (model.accesses > ACCESSES_MAX || model.paused_us > PAUSES_MAX_US)
		return "it took too long";
	for (index = 0; index < model.count; index++)
		if (!header_is_kept(&model.functions[index], before[index]))
			return "a function's configuration is not what it was";
	return NULL;
}

/* The first word of a request: a function, its index, or the vendor and device wanted. */
static u32
random_target(u32 type)
{
	if (type == PCI_FUNCTION || type == PCI_LIST)
		return below(FUNCTIONS * 2);
	if (type == PCI_RESOURCES)
		return PCI_ANY << 16 | PCI_ANY;
	return model.functions[below(model.count)].function;
}

/* The second: a base address register, an offset, or the class wanted. */
static u32
random_place(u32 type)
{
	if (type == PCI_RESOURCES)
		return PCI_ANY_CLASS << 16 | PCI_ANY_CLASS << 8 | PCI_ANY_CLASS;
	return below(2) ? below(8) : below(MODEL_SPACE + 8);
}

const char *
fuzz_case(u32 seed, fuzz_ask *ask, fuzz_own *own)
{
	static u8 before[FUNCTIONS][HEADER_BYTES];
	u32 count, index;

	state = seed;
	count = below(FUNCTIONS) + 1;
	for (index = 0; index < count; index++) {
		u16 function = random_function();

		if (model_find(function) != NULL)
			continue;
		lay_out(model_add(function));
		memcpy(before[model.count - 1], model.functions[model.count - 1].space, HEADER_BYTES);
	}
	for (index = 0; index < PRIV_MAX_PCI; index++)
		own(OWNER, below(4) == 0 ? random_function()
					 : model.functions[below(model.count)].function);
	for (index = 0; index < REQUESTS; index++) {
		u32 type = PCI_FUNCTION + below(PCI_REQUEST_END - PCI_FUNCTION);
		u32 source = below(3) == 0 ? (u32)RS_EP : (u32)OWNER;

		if (ask(source, type, random_target(type), random_place(type), 1u << below(4),
			below(2) ? below(0x800) : below(0x80000000u)) != 1)
			return "a request was not answered once";
	}
	return check(before);
}
