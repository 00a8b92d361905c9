/* See model.h. */
#include "model.h"

#include <string.h>

#include "../pause.h"
#include "../ports.h"
#include "../registers.h"

#define CONFIG_ADDRESS 0xcf8u
#define CONFIG_DATA 0xcfcu
#define ADDRESS_ENABLE 0x80000000u
#define ADDRESS_BITS 0x80fffffcu
#define IDE_PRIMARY_CONTROL 0x3f6u
#define IDE_SECONDARY_CONTROL 0x376u
#define IDE_SRST 0x04u
#define IDE_BUSY 0x80u
#define IDE_READY 0x40u
#define FLOATING 0xffu
#define RESET_POLLS 3u /* a card's reset is over when it was looked at so often */
#define CARD_PORTS 0x20u
#define LOST_BY_ROUNDING 0x02u

#define RTL8139_COMMAND 0x37u
#define RTL8139_RST 0x10u
#define NE2000_ISR 0x07u
#define NE2000_RESET 0x1fu
#define NE2000_RST 0x80u

struct model model;
static u32 address;

void
model_clear(void)
{
	memset(&model, 0, sizeof(model));
	model.has_mechanism = 1;
	address = 0;
}

struct model_function *
model_find(u16 function)
{
	u32 index;

	for (index = 0; index < model.count; index++)
		if (model.functions[index].is_present && model.functions[index].function == function)
			return &model.functions[index];
	return NULL;
}

struct model_function *
model_add(u16 function)
{
	struct model_function *added = &model.functions[model.count++];

	memset(added, 0, sizeof(*added));
	added->is_present = 1;
	added->function = function;
	return added;
}

static void
breach(const char *what)
{
	if (model.breach == NULL)
		model.breach = what;
}

static u16
command_of(const struct model_function *function)
{
	return (u16)(function->space[PCI_COMMAND] | function->space[PCI_COMMAND + 1] << 8);
}

static void
note_reset(struct model_function *function)
{
	if (command_of(function) & PCI_COMMAND_MASTER)
		model.was_master_in_reset = 1;
	function->resets++;
}

/* ---- configuration space ---- */

static u32
state_of(const struct model_function *function)
{
	return function->space[function->power_at + POWER_CONTROL] & POWER_STATE;
}

static void
lose(struct model_function *function, u32 offset, u32 bytes)
{
	u32 end = offset + bytes;

	for (; offset < end; offset++)
		function->space[offset] &= (u8)~function->writable[offset];
}

static void
lose_configuration(struct model_function *function)
{
	lose(function, PCI_COMMAND, 2);
	lose(function, CACHE_LINE_SIZE, 2);
	lose(function, BAR_FIRST, PCI_BARS * BAR_BYTES);
	lose(function, EXPANSION_ROM, 4);
	lose(function, INTERRUPT_LINE, 1);
	if (function->faults & FAULT_FORGETFUL)
		memset(function->writable + BAR_FIRST, 0, PCI_BARS * BAR_BYTES);
	if (function->faults & FAULT_IRREPRESSIBLE) {
		function->space[PCI_COMMAND] = PCI_COMMAND_MASTER;
		function->writable[PCI_COMMAND] &= (u8)~PCI_COMMAND_MASTER;
	}
	if (function->faults & FAULT_VANISHES)
		function->is_present = 0;
}

static void
change_state(struct model_function *function, u32 state)
{
	u8 *control = &function->space[function->power_at + POWER_CONTROL];
	u32 old = state_of(function);

	if ((state == POWER_D3HOT && function->faults & FAULT_SLEEPLESS) ||
	    (state == POWER_D0 && function->faults & FAULT_COMATOSE))
		return;
	*control = (u8)((*control & ~POWER_STATE) | state);
	if (old == POWER_D3HOT && state == POWER_D0 && !(*control & POWER_NO_SOFT_RESET)) {
		note_reset(function);
		lose_configuration(function);
	}
}

/* Whether the server may write there at all; a power register is where a capability says so. */
static int
is_its_business(const struct model_function *function, u32 offset, u32 width)
{
	switch (width) {
	case 1:
		return offset == CACHE_LINE_SIZE || offset == LATENCY_TIMER ||
		       offset == INTERRUPT_LINE;
	case 2:
		return offset == PCI_COMMAND ||
		       (offset >= 0x40 + POWER_CONTROL &&
			function->space[offset - POWER_CONTROL] == CAPABILITY_POWER);
	default:
		return offset == EXPANSION_ROM ||
		       (offset >= BAR_FIRST && offset < BAR_FIRST + PCI_BARS * BAR_BYTES);
	}
}

static void
write_space(struct model_function *function, u32 offset, u32 width, u32 value)
{
	u32 byte;

	model.config_writes++;
	if (!is_its_business(function, offset, width))
		breach("a register was written that is none of the server's business");
	if (offset >= BAR_FIRST && offset < BAR_FIRST + PCI_BARS * BAR_BYTES &&
	    function->space[PCI_COMMAND] & function->writable[PCI_COMMAND] &
		    (PCI_COMMAND_IO | PCI_COMMAND_MEMORY))
		breach("an address was changed while the function decodes");
	for (byte = 0; byte < width; byte++) {
		u8 mask = function->writable[offset + byte];

		function->space[offset + byte] =
			(u8)((function->space[offset + byte] & ~mask) | (value >> 8 * byte & mask));
	}
	if (function->faults & FAULT_ROUNDING && offset >= BAR_FIRST && offset < EXPANSION_ROM)
		function->space[offset] &= (u8)~LOST_BY_ROUNDING;
	if (function->power_at != 0 && offset == function->power_at + POWER_CONTROL)
		change_state(function, value & POWER_STATE);
}

static u32
config_port(u16 port, u32 width, int write, u32 value)
{
	struct model_function *function = model_find((u16)(address >> 8));
	u32 offset = (address & 0xff) + port - CONFIG_DATA;
	u32 all_ones = width == 4 ? 0xffffffffu : (1u << 8 * width) - 1;
	u32 read = 0, byte;

	if (!model.has_mechanism || !(address & ADDRESS_ENABLE) || function == NULL) {
		if (write)
			breach("something was written to a function that is not there");
		return all_ones;
	}
	if (offset % width != 0 || offset + width > MODEL_SPACE) {
		breach("an access lies across registers");
		return all_ones;
	}
	if (write)
		write_space(function, offset, width, value);
	for (byte = 0; byte < width; byte++)
		read |= (u32)function->space[offset + byte] << 8 * byte;
	return read;
}

/* ---- the cards' own ports ---- */

static u16
base_of(const struct model_function *function)
{
	return (u16)((function->space[BAR_FIRST] | function->space[BAR_FIRST + 1] << 8) & ~3);
}

static struct model_function *
card_at(u16 port)
{
	u32 index;

	for (index = 0; index < model.count; index++) {
		struct model_function *function = &model.functions[index];
		u32 length = function->kind == KIND_RTL8139 ? 0x100u : CARD_PORTS;

		if (function->is_present &&
		    (function->kind == KIND_RTL8139 || function->kind == KIND_NE2000) &&
		    command_of(function) & PCI_COMMAND_IO && port >= base_of(function) &&
		    port < base_of(function) + length)
			return function;
	}
	return NULL;
}

/* Counts down how often its reset is still seen to be under way. */
static int
is_busy(struct model_function *card)
{
	if (card->faults & FAULT_STUCK)
		return 1;
	return card->card_polls > 0 && card->card_polls-- > 0;
}

static u32
rtl8139_port(struct model_function *card, u32 port, int write, u32 value)
{
	if (write && port == RTL8139_COMMAND && value & RTL8139_RST) {
		note_reset(card);
		card->card_polls = RESET_POLLS;
	}
	return port == RTL8139_COMMAND && is_busy(card) ? RTL8139_RST : 0;
}

static u32
ne2000_port(struct model_function *card, u32 port, int write)
{
	if (port == NE2000_RESET && !write) {
		note_reset(card);
		card->card_polls = RESET_POLLS;
	}
	return port == NE2000_ISR && !write && !is_busy(card) ? NE2000_RST : 0;
}

/* The primary channel has a drive, the secondary one has none. */
static u32
ide_port(u16 port, int write, u32 value)
{
	struct model_function *ide = NULL;
	u32 channel = port == IDE_SECONDARY_CONTROL, index;

	for (index = 0; index < model.count; index++)
		if (model.functions[index].kind == KIND_IDE)
			ide = &model.functions[index];
	if (ide == NULL) {
		breach("there is no IDE function, and its port was used");
		return FLOATING;
	}
	if (channel == 1)
		return FLOATING;
	if (write && value & IDE_SRST && !(model.control[channel] & IDE_SRST)) {
		note_reset(ide);
		ide->card_polls = RESET_POLLS;
	}
	if (write)
		model.control[channel] = (u8)value;
	return is_busy(ide) ? IDE_BUSY : IDE_READY;
}

/* ---- ports.h and pause.h ---- */

static u32
access(u16 port, u32 width, int write, u32 value)
{
	struct model_function *card;

	model.accesses++;
	if (port == CONFIG_ADDRESS && width == 4) {
		if (write)
			address = value & ADDRESS_BITS;
		return model.has_mechanism ? address : 0xffffffffu;
	}
	if (port >= CONFIG_DATA && port < CONFIG_DATA + 4)
		return config_port(port, width, write, value);
	if (port == IDE_PRIMARY_CONTROL || port == IDE_SECONDARY_CONTROL)
		return ide_port(port, write, value);
	card = card_at(port);
	if (card == NULL) {
		breach("a port was used that is no card's");
		return FLOATING;
	}
	return card->kind == KIND_RTL8139
		       ? rtl8139_port(card, (u32)(port - base_of(card)), write, value)
		       : ne2000_port(card, (u32)(port - base_of(card)), write);
}

u32
port_in(u16 port, u32 width)
{
	return access(port, width, 0, 0);
}

void
port_out(u16 port, u32 width, u32 value)
{
	(void)access(port, width, 1, value);
}

void
pause_us(u32 us)
{
	model.paused_us += us;
}
