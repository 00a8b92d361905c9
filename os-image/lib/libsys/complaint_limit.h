/* How often who may be complained about. Plain data; see libsys/complain.h. */
#ifndef COMPLAINT_LIMIT_H
#define COMPLAINT_LIMIT_H

#include <kintsugi/endpoint.h>

#define COMPLAINT_SUBJECTS 16u /* whose complaints are counted; the one that was begun first goes */

struct complaint_subject {
	endpoint_t endpoint;
	u32 count; /* in the period; 0: the entry is free */
	u64 since_us;
};

struct complaint_limit {
	struct complaint_subject subjects[COMPLAINT_SUBJECTS];
};

/* Whether there may be one more at that time, which is counted then. */
int complaint_is_allowed(struct complaint_limit *limit, endpoint_t endpoint, u64 now_us);

#endif
