/*
 * Grants: letting another process copy from or to a part of our memory (see
 * kintsugi/grant.h). Each function that makes one returns its id, >= 0, or
 * -ENFILE when GRANT_TABLE_ENTRIES are in use, or -EINVAL. A grant lasts until
 * grant_revoke, which makes its id useless even after the entry is used again:
 * revoke as soon as the request that carried the id is answered.
 *
 * access is GRANT_READ, GRANT_WRITE or both, seen from the grantee.
 */
#ifndef LIBSYS_GRANT_H
#define LIBSYS_GRANT_H

#include <kintsugi/grant.h>

#define GRANT_TABLE_ENTRIES 512

/* A range of our own memory. */
grant_id_t grant_direct(endpoint_t grantee, const void *address, u32 length, u32 access);

/* Passes on length bytes from offset on of the grant `granted` that owner gave us. */
grant_id_t grant_indirect(endpoint_t grantee, endpoint_t owner, grant_id_t granted, u32 offset,
			  u32 length, u32 access);

/* A range of owner's memory, good while it waits for our answer; needs PRIV_GRANT_BEHALF. */
grant_id_t grant_behalf(endpoint_t grantee, endpoint_t owner, u32 address, u32 length, u32 access);

/* 0, or -EBADGRANT when the id is not one in use. */
int grant_revoke(grant_id_t id);

/*
 * All that the grantee `from`, which is dead, was granted is granted to its
 * successor `to` from now on, under the ids it had.
 */
void grants_move(endpoint_t from, endpoint_t to);

/* How many are in use, for tests and self-checks. */
u32 grants_in_use(void);

#endif
