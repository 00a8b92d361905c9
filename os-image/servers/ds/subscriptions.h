/*
 * Who wants to hear of what, and how far each has been told.
 *
 * A subscription keeps no list of changes. Each change has a number, each entry
 * bears that of its last one, and each pattern the number up to which its subscriber was
 * told: what is to be told next is the matching entry with the lowest number
 * above. So one that never asks costs no more than one that does, and of several changes of an
 * entry only the last is told.
 *
 * A subscriber's place is its privilege id, of which each live component has its own.
 */
#ifndef DS_SUBSCRIPTIONS_H
#define DS_SUBSCRIPTIONS_H

#include "callers.h"
#include "store.h"

#define PATTERNS_MAX 16u /* of one subscriber */

/*
 * Adds a pattern, or gives one that it has other types. With `initial` what is
 * published already is to be told. -ENOSPC: too many patterns.
 */
s32 subscription_add(const struct caller *caller, const char *pattern, u32 types, int initial);

/* -ENOENT: it has no such pattern. */
s32 subscription_remove(const struct caller *caller, const char *pattern);

/*
 * What the subscriber, who asks, is to be told next, or NULL. subscription_told moves on
 * behind it; until then it stays the next one.
 */
struct entry *subscription_next(const struct caller *caller);
void subscription_told(const struct caller *caller, const struct entry *entry);

/*
 * The entry has changed: notifies those who want to hear of it, once until they ask.
 * Subscribers that turn out to be dead are dropped.
 */
void subscriptions_notify(const struct entry *entry);

/* Whether anybody still has to be told of the entry's last change. */
int subscriptions_await(const struct entry *entry);

/* ---- for recovery ---- */

/* The subscriber in place `index` (below NR_PRIVS), or EP_NONE. */
endpoint_t subscriber_at(u32 index);
void subscriber_drop(u32 index);

#endif
