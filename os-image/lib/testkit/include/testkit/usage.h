/* What the whole system has in use, to be compared before and after. */
#ifndef TESTKIT_USAGE_H
#define TESTKIT_USAGE_H

#include <kintsugi/kcall.h>

/* As KINFO_USAGE tells it; the data store's memory counts as free. 0, or the error. */
int usage_now(struct kusage *usage);

/* Whether as much is in use: frames, processes, privileges, interrupt hooks. */
int usage_is_same(const struct kusage *a, const struct kusage *b);

#endif
