/* Taking over what a predecessor kept. See recovery_take_over.h. */
#include "recovery_take_over.h"

#include "cache_internal.h"
#include "platform.h"
#include "recovery_group.h"
#include "recovery_kept.h"

#include <string.h>

static int remembers;

/* A copy that was superseded just before the end may still be there. */
static void
choose_newer(struct buffer *buffer, u32 slot)
{
	if (kept_commit_of(buffer->slot) > kept_commit_of(slot)) {
		kept_free(slot);
		return;
	}
	kept_free(buffer->slot);
	buffer->slot = slot;
	memcpy(buffer->data, kept_contents(slot), cache.block_size);
}

/* The block into the cache, dirty as it was. False: there is no room, so the slot is damaged. */
static int
bring_back(u32 slot)
{
	const struct kept_block *kept = kept_block(slot);
	struct buffer *buffer = cache_find(kept->block);

	if (buffer != NULL) {
		choose_newer(buffer, slot);
		return 1;
	}
	if (kept->part >= CACHE_PARTS ||
	    cache_blank(kept->block, 1, (enum cache_part)kept->part, &buffer) != 1)
		return 0;
	memcpy(buffer->data, kept_contents(slot), cache.block_size);
	buffer->flags |= BUFFER_VALID;
	buffer->owner = kept->owner;
	buffer->slot = slot;
	buffer_set_dirty(buffer);
	cache_release(buffer);
	return 1;
}

static void
tell(const struct kept_found *found)
{
	if (found->blocks > 0)
		report("%u blocks that were not on the disk yet are taken over", found->blocks);
	if (found->damaged > 0)
		report("%u blocks that were not on the disk yet are damaged and lost: run fsck",
		       found->damaged);
	if (found->is_torn)
		report("a change was too large to be kept as a whole, and is half done: run fsck");
	if (found->abandoned > 0)
		report("%u blocks of an earlier mount never got to the disk: run fsck there",
		       found->abandoned);
}

void
recovery_take_over(const char *driver, u32 minor, int is_successor)
{
	struct kept_volume volume = {
		.minor = minor,
		.block_size = cache.block_size,
		.block_count = cache.block_count,
	};
	struct kept_found found;

	memcpy(volume.driver, driver, strnlen(driver, sizeof(volume.driver) - 1));
	kept_open(&volume, is_successor, &found);
	group_init();
	for (u32 slot = 0; slot < kept_slots(); slot++) {
		if (!kept_is_used(slot) || bring_back(slot))
			continue;
		kept_free(slot);
		found.blocks--;
		found.damaged++;
	}
	remembers = found.is_ours && found.damaged == 0 && !found.is_torn;
	tell(&found);
}

int
recovery_remembers(void)
{
	return remembers;
}
