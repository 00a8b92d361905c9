/* A successor's beginning: what its predecessor had not written to the disk is dirty again. */
#ifndef MFS_RECOVERY_TAKE_OVER_H
#define MFS_RECOVERY_TAKE_OVER_H

#include <kintsugi/types.h>

/*
 * For a fresh mount, with an empty cache: takes what is kept for this volume, and says what
 * is lost. Without a predecessor it begins with nothing: the disk may be another one by now.
 */
void recovery_take_over(const char *driver, u32 minor, int is_successor);

/* Whether the predecessor's answers are known, and nothing of what it did is lost. */
int recovery_remembers(void);

#endif
