/* See recovery.h. */
#include "recovery.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "config.h"
#include "registers.h"
#include "server.h"

/* What a function loses when it is reset, and nobody but firmware would set up again. */
struct saved {
	u16 command; /* without bus mastering */
	u8 cache_line_size;
	u8 latency_timer;
	u8 interrupt_line;
	u32 bars[PCI_BARS];
	u32 rom;
};

#define NOT_A_FUNCTION 0xffffffffu
static u32 under_way[SERVER_THREADS] = {[0 ... SERVER_THREADS - 1] = NOT_A_FUNCTION};

void
reset_failed(u16 function, const char *what)
{
	printf("pci: %02x:%02x.%x did not come back from a reset: %s\n", function >> 8,
	       function >> 3 & 0x1f, function & 7, what);
}

static struct saved
save(u16 function)
{
	struct saved saved = {
		.command = (u16)config_read(function, PCI_COMMAND, 2) & (u16)~PCI_COMMAND_MASTER,
		.cache_line_size = (u8)config_read(function, CACHE_LINE_SIZE, 1),
		.latency_timer = (u8)config_read(function, LATENCY_TIMER, 1),
		.interrupt_line = (u8)config_read(function, INTERRUPT_LINE, 1),
		.rom = config_read(function, EXPANSION_ROM, 4),
	};
	u32 index;

	for (index = 0; index < PCI_BARS; index++)
		saved.bars[index] = config_read(function, BAR_FIRST + index * BAR_BYTES, 4);
	return saved;
}

/* What was not lost is not written: some functions do not take what they have. */
static void
put_back(u16 function, u32 offset, u32 width, u32 value)
{
	if (config_read(function, offset, width) != value)
		config_write(function, offset, width, value);
}

/* While its addresses change a function must not answer to any. */
static void
restore(u16 function, const struct saved *saved)
{
	u32 index;

	config_write(function, PCI_COMMAND, 2,
		     saved->command & ~(PCI_COMMAND_IO | PCI_COMMAND_MEMORY));
	for (index = 0; index < PCI_BARS; index++)
		put_back(function, BAR_FIRST + index * BAR_BYTES, 4, saved->bars[index]);
	put_back(function, EXPANSION_ROM, 4, saved->rom);
	put_back(function, CACHE_LINE_SIZE, 1, saved->cache_line_size);
	put_back(function, LATENCY_TIMER, 1, saved->latency_timer);
	put_back(function, INTERRUPT_LINE, 1, saved->interrupt_line);
	config_write(function, PCI_COMMAND, 2, saved->command);
}

static s32
check(u16 function, const struct saved *saved)
{
	struct saved found;

	if (!config_is_present(function)) {
		reset_failed(function, "it does not answer any more");
		return -EIO;
	}
	found = save(function);
	if (memcmp(found.bars, saved->bars, sizeof(found.bars)) != 0)
		reset_failed(function, "it does not take its addresses");
	else if (config_read(function, PCI_COMMAND, 2) != saved->command)
		reset_failed(function, "it does not take its command register");
	else if (found.interrupt_line != saved->interrupt_line)
		reset_failed(function, "it does not take its interrupt line");
	else
		return 0;
	return -EIO;
}

static int
stop_mastering(u16 function, u16 command)
{
	config_write(function, PCI_COMMAND, 2, command);
	return !(config_read(function, PCI_COMMAND, 2) & PCI_COMMAND_MASTER);
}

static s32
reset(u16 function)
{
	u32 capability = reset_power_capability(function);
	const struct card *card = reset_find_card(function);
	struct saved saved = save(function);
	s32 status;

	if (capability == 0 && card == NULL)
		return -EOPNOTSUPP;
	if (!stop_mastering(function, saved.command)) {
		reset_failed(function, "it can't be kept from mastering the bus");
		return -EIO;
	}
	if (capability != 0)
		status = reset_by_power(function, capability);
	else
		status = reset_by_card(function, card);
	restore(function, &saved);
	return status < 0 ? status : check(function, &saved);
}

static u32 *
find_under_way(u32 function)
{
	u32 index;

	for (index = 0; index < SERVER_THREADS; index++)
		if (under_way[index] == function)
			return &under_way[index];
	return NULL;
}

/* Each is on a thread of its own, so there is always a place. */
s32
reset_function(u16 function)
{
	u32 *place = find_under_way(NOT_A_FUNCTION);
	s32 status;

	*place = function;
	status = reset(function);
	*place = NOT_A_FUNCTION;
	return status;
}

int
reset_is_under_way(u16 function)
{
	return find_under_way(function) != NULL;
}

int
reset_is_possible(u16 function)
{
	return reset_power_capability(function) != 0 || reset_find_card(function) != NULL;
}
