/* ISA DMA channels: they move what is the caller's own DMA memory, for who was given them. */
#include "attack.h"

#define BYTE_CHANNEL 1u
#define WORD_CHANNEL 5u
#define CHANNELS_TRIED 64u
#define DMA_PAGES 34u                 /* more than the 128 KB that a channel can walk */
#define WINDOW_BYTES (64u * 1024u)
#define LOW_MEMORY_END (16u * 1024u * 1024u)
#define BAD_FLAGS 0x80u

static u8 *memory;
static u32 memory_phys;

static void
take_memory(void)
{
	void *address;

	must_be("K_DMA_ALLOC", DMA_PAGES,
		sys_dma_alloc(DMA_PAGES * PAGE_SIZE, &address, &memory_phys), 0);
	memory = address;
}

static s32
start(u32 channel, u32 address, u32 length)
{
	return sys_isa_dma_start(channel, (void *)address, length, ISA_DMA_TO_DEVICE);
}

static void
other_channels(u32 granted)
{
	take_memory();
	for (u32 channel = 0; channel < CHANNELS_TRIED; channel++) {
		if (channel < 32 && (granted >> channel & 1))
			continue;
		must_be("K_ISA_DMA_START of channel", channel,
			start(channel, (u32)memory, PAGE_SIZE), -EPERM);
		must_be("K_ISA_DMA_STOP of channel", channel, sys_isa_dma_stop(channel), -EPERM);
	}
}

static void
other_memory(u32 argument)
{
	u32 count;
	const struct nasty *nasty = nasty_ranges(&count);

	(void)argument;
	take_memory();
	for (u32 i = 0; i < count; i++)
		must_refuse("K_ISA_DMA_START at", nasty[i].address,
			    start(BYTE_CHANNEL, nasty[i].address, PAGE_SIZE));
	must_refuse("K_ISA_DMA_START of text", 0, start(BYTE_CHANNEL, text_start(), PAGE_SIZE));
	must_refuse("K_ISA_DMA_START of the stack", 0, start(BYTE_CHANNEL, (u32)&count, 4));
	must_refuse("K_ISA_DMA_START before", 1, start(BYTE_CHANNEL, (u32)memory - 1, 2));
	must_refuse("K_ISA_DMA_START beyond", 1,
		    start(BYTE_CHANNEL, (u32)memory + DMA_PAGES * PAGE_SIZE - 1, 2));
	must_refuse("K_ISA_DMA_START of length", 0, start(BYTE_CHANNEL, (u32)memory, 0));
	must_refuse("K_ISA_DMA_START of length", ~0u, start(BYTE_CHANNEL, (u32)memory, ~0u));
}

/* The controllers keep the upper address lines as they are: beyond a window they wrap. */
static void
across_windows(u32 argument)
{
	u32 to_edge;

	(void)argument;
	take_memory();
	to_edge = WINDOW_BYTES - memory_phys % WINDOW_BYTES;
	must_be("below 16 MB", memory_phys, memory_phys + DMA_PAGES * PAGE_SIZE <= LOW_MEMORY_END, 1);
	must_refuse("K_ISA_DMA_START across", to_edge, start(BYTE_CHANNEL, (u32)memory + to_edge - 2, 4));
	must_refuse("K_ISA_DMA_START of", WINDOW_BYTES + 1,
		    start(BYTE_CHANNEL, (u32)memory, WINDOW_BYTES + 1));
	must_refuse("K_ISA_DMA_START of", DMA_PAGES * PAGE_SIZE,
		    start(WORD_CHANNEL, (u32)memory, DMA_PAGES * PAGE_SIZE));
	must_refuse("K_ISA_DMA_START of words at", 1, start(WORD_CHANNEL, (u32)memory + 1, 2));
	must_refuse("K_ISA_DMA_START of words, length", 3, start(WORD_CHANNEL, (u32)memory, 3));
	for (u32 flags = 0; flags < 2 * BAD_FLAGS; flags++) {
		u32 direction = flags & (ISA_DMA_TO_DEVICE | ISA_DMA_FROM_DEVICE);

		if ((flags & ~ISA_DMA_AUTO_INIT) == direction &&
		    (direction == ISA_DMA_TO_DEVICE || direction == ISA_DMA_FROM_DEVICE))
			continue;
		must_refuse("K_ISA_DMA_START with flags", flags,
			    sys_isa_dma_start(BYTE_CHANNEL, memory, PAGE_SIZE, flags));
	}
}

/* Memory that a channel may still be reading is nobody else's. */
static void
free_under_way(u32 argument)
{
	(void)argument;
	take_memory();
	must_be("K_ISA_DMA_START", 0, start(BYTE_CHANNEL, (u32)memory, PAGE_SIZE), 0);
	must_be("K_DMA_FREE of what a channel uses", 0, sys_dma_free(memory), -EBUSY);
	must_be("K_ISA_DMA_START again", 0, start(BYTE_CHANNEL, (u32)memory + 2, 2), 0);
	must_be("K_ISA_DMA_STOP", 0, sys_isa_dma_stop(BYTE_CHANNEL), 0);
	must_be("K_ISA_DMA_STOP of a closed one", 0, sys_isa_dma_stop(BYTE_CHANNEL), 0);
	must_be("K_DMA_FREE", 0, sys_dma_free(memory), 0);
	must_refuse("K_ISA_DMA_START of what was freed", 0,
		    start(BYTE_CHANNEL, (u32)memory, PAGE_SIZE));
}

/* The attacker has a channel open when it ends: the next one finds it free. */
static void
end_with_channel(u32 argument)
{
	(void)argument;
	take_memory();
	must_be("K_ISA_DMA_START", 0, start(BYTE_CHANNEL, (u32)memory, PAGE_SIZE), 0);
}

static void
allow_memory(struct privilege *privilege)
{
	privilege->dma_max_pages = DMA_PAGES;
	PRIV_BIT_SET(privilege->kcalls, K_DMA_ALLOC);
	PRIV_BIT_SET(privilege->kcalls, K_DMA_FREE);
	PRIV_BIT_SET(privilege->kcalls, K_ISA_DMA_START);
	PRIV_BIT_SET(privilege->kcalls, K_ISA_DMA_STOP);
}

static void
allow_channels(struct privilege *privilege)
{
	allow_memory(privilege);
	privilege->isa_dma = 1u << BYTE_CHANNEL | 1u << WORD_CHANNEL;
}

static const struct attack attacks[] = {
	{.name = "no_channel", .run = other_channels, .argument = 0, .as = AS_DRIVER,
	 .allow = allow_memory, .promise = "without a channel of its own a driver opens none"},
	{.name = "other_channel", .run = other_channels,
	 .argument = 1u << BYTE_CHANNEL | 1u << WORD_CHANNEL, .as = AS_DRIVER,
	 .allow = allow_channels, .promise = "a driver opens no other's channel"},
	{.name = "other_memory", .run = other_memory, .as = AS_DRIVER, .allow = allow_channels,
	 .promise = "a channel moves nothing but its driver's DMA memory"},
	{.name = "windows", .run = across_windows, .as = AS_DRIVER, .allow = allow_channels,
	 .promise = "a channel is never told to run beyond what it can count"},
	{.name = "free", .run = free_under_way, .as = AS_DRIVER, .allow = allow_channels,
	 .promise = "memory is not freed while a channel uses it"},
	{.name = "end", .run = end_with_channel, .as = AS_DRIVER, .allow = allow_channels,
	 .promise = "a driver may end while its channel is open"},
	{.name = "end_again", .run = end_with_channel, .as = AS_DRIVER, .allow = allow_channels,
	 .promise = "what a dead driver had open is free for the next one"},
};

const struct suite isa_dma_suite = {"isa_dma", attacks, ARRAY_LEN(attacks)};
