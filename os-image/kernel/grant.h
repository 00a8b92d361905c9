/* Copies by leave of who owns the memory (grant.c): kintsugi/grant.h has the contract. */
#ifndef KERNEL_GRANT_H
#define KERNEL_GRANT_H

#include <kintsugi/grant.h>

#include "proc.h"

s32 grant_set_table(struct proc *p, u32 table, u32 count);
s32 grant_copy(struct proc *p, endpoint_t granter, grant_id_t id, u32 offset, u32 address, u32 length, int to_granter);
s32 grant_copy_vector(struct proc *p, u32 parts, u32 count);

#endif
