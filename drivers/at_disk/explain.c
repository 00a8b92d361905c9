/* What failed, in words: for the one line that the log gets of it. */
#include <stdio.h>
#include <string.h>

#include "channel.h"

#define BITS 8u

/* Bit 7 first. */
static const char *const status_names[BITS] = {
	"BSY", "DRDY", "DF", "DSC", "DRQ", "CORR", "IDX", "ERR",
};
static const char *const error_names[BITS] = {
	"ICRC", "UNC", "MC", "IDNF", "MCR", "ABRT", "NM", "AMNF",
};

static const char *const fault_texts[] = {
	[FAULT_NONE] = "no fault",
	[FAULT_BUSY] = "the drive takes no command",
	[FAULT_GONE] = "nothing answers any more",
	[FAULT_TIMEOUT] = "no answer in time",
	[FAULT_STATUS] = "the drive reports an error",
	[FAULT_NO_DATA] = "the drive wants no more data",
	[FAULT_DMA_ERROR] = "the bus master failed",
	[FAULT_DMA_SHORT] = "the bus master moved fewer bytes than asked",
};

const char *
channel_command_name(enum ata_command command)
{
	switch (command) {
	case ATA_READ:
		return "READ SECTORS";
	case ATA_READ_EXT:
		return "READ SECTORS EXT";
	case ATA_READ_DMA:
		return "READ DMA";
	case ATA_READ_DMA_EXT:
		return "READ DMA EXT";
	case ATA_WRITE:
		return "WRITE SECTORS";
	case ATA_WRITE_EXT:
		return "WRITE SECTORS EXT";
	case ATA_WRITE_DMA:
		return "WRITE DMA";
	case ATA_WRITE_DMA_EXT:
		return "WRITE DMA EXT";
	case ATA_FLUSH_CACHE:
		return "FLUSH CACHE";
	case ATA_FLUSH_CACHE_EXT:
		return "FLUSH CACHE EXT";
	case ATA_IDENTIFY:
		return "IDENTIFY DEVICE";
	}
	return "unknown command";
}

/* Appends the names of the bits that are set, in parentheses. */
static void
append_bits(char *text, u32 size, u8 bits, const char *const names[BITS])
{
	const char *separator = " (";
	u32 index;

	for (index = 0; index < BITS; index++) {
		if (!(bits & 0x80u >> index))
			continue;
		strlcat(text, separator, size);
		strlcat(text, names[index], size);
		separator = " ";
	}
	if (bits != 0)
		strlcat(text, ")", size);
}

void
channel_explain(const struct channel_result *result, char *text, u32 size)
{
	size_t length;

	snprintf(text, size, "%s: status 0x%02x", fault_texts[result->fault], result->status);
	append_bits(text, size, result->status, status_names);
	length = strlen(text);
	snprintf(text + length, size - length, ", error 0x%02x", result->error);
	append_bits(text, size, result->error, error_names);
}
