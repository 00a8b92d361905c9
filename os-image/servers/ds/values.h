/*
 * The bytes of strings and memories, one behind the other without gaps: there
 * is nothing to fragment, and what is free is what nobody has stored.
 */
#ifndef DS_VALUES_H
#define DS_VALUES_H

#include "region.h"

/* Appends. 0, or -ENOSPC when the kernel has no more memory. */
s32 values_add(const void *data, u32 length, u32 *offset);

/* Takes a value away; those behind it have their offsets lowered by its length from now on. */
void values_remove(u32 offset, u32 length);

/* Good until the next call. */
const void *values_at(u32 offset);

#endif
