/* See identify.h. */
#include "identify.h"

#include <errno.h>

#define WORD_GENERAL 0
#define GENERAL_NOT_ATA 0x8000u
#define WORD_MODEL 27
#define WORD_CAPABILITIES 49
#define CAPABILITY_LBA 0x0200u
#define WORD_SECTORS28 60 /* and 61 */
#define WORD_MULTIWORD_DMA 63
#define MULTIWORD_MODES 0x0007u
#define WORD_COMMAND_SETS 83
#define SETS_LBA48 0x0400u
#define WORD_SECTORS48 100 /* to 103 */
#define WORD_SECTOR_SIZE 106
#define SIZE_IS_GIVEN 0x1000u
#define WORD_WORDS_PER_SECTOR 117 /* and 118 */
#define SECTOR_WORDS 256u

/* Bits 15 and 14 of some words say whether the others mean anything. */
#define VALID_MASK 0xc000u
#define VALID 0x4000u

static u32
two_words(const u16 *words)
{
	return words[0] | (u32)words[1] << 16;
}

static int
is_valid(u16 word)
{
	return (word & VALID_MASK) == VALID;
}

/* The first character is in the upper half of each word. */
static void
copy_model(const u16 *words, char model[MODEL_LEN + 1])
{
	u32 index, length = 0;

	for (index = 0; index < MODEL_LEN; index++) {
		char c = (char)(index % 2 == 0 ? words[index / 2] >> 8 : words[index / 2]);

		model[index] = c >= ' ' && c <= '~' ? c : '?';
		if (c != ' ' && c != '\0')
			length = index + 1;
	}
	model[length] = '\0';
}

int
identify_parse(const u16 words[IDENTIFY_WORDS], struct identity *identity, const char **reason)
{
	u16 sector_size = words[WORD_SECTOR_SIZE];

	*reason = NULL;
	if (words[WORD_GENERAL] & GENERAL_NOT_ATA)
		*reason = "it is no ATA disk";
	else if (!(words[WORD_CAPABILITIES] & CAPABILITY_LBA))
		*reason = "it has no LBA addressing";
	else if (is_valid(sector_size) && sector_size & SIZE_IS_GIVEN &&
		 two_words(words + WORD_WORDS_PER_SECTOR) != SECTOR_WORDS)
		*reason = "its sectors are not of 512 bytes";
	if (*reason != NULL)
		return -ENODEV;
	identity->has_dma = (words[WORD_MULTIWORD_DMA] & MULTIWORD_MODES) != 0;
	identity->has_lba48 = is_valid(words[WORD_COMMAND_SETS]) &&
			      words[WORD_COMMAND_SETS] & SETS_LBA48;
	identity->sectors = two_words(words + WORD_SECTORS28);
	if (identity->has_lba48)
		identity->sectors = two_words(words + WORD_SECTORS48) |
				    (u64)two_words(words + WORD_SECTORS48 + 2) << 32;
	if (identity->sectors == 0) {
		*reason = "it says that it has no sectors";
		return -ENODEV;
	}
	copy_model(words + WORD_MODEL, identity->model);
	return 0;
}
