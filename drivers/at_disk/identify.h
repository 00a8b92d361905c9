/* What a drive says about itself: ATA/ATAPI-6, 8.15 IDENTIFY DEVICE. */
#ifndef AT_DISK_IDENTIFY_H
#define AT_DISK_IDENTIFY_H

#include <kintsugi/types.h>

#define IDENTIFY_WORDS 256u
#define MODEL_LEN 40u

struct identity {
	u64 sectors;
	int has_lba48; /* the EXT commands */
	int has_dma;
	char model[MODEL_LEN + 1]; /* printable, no blanks around it */
};

/*
 * Reads the answer to IDENTIFY DEVICE. 0, or -ENODEV when this is a drive that
 * the driver can't use, and *reason tells why.
 */
int identify_parse(const u16 words[IDENTIFY_WORDS], struct identity *identity, const char **reason);

#endif
