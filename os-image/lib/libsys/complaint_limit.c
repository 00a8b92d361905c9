/* See complaint_limit.h. */
#include "complaint_limit.h"

#include <libsys/complain.h>

static struct complaint_subject *
find(struct complaint_limit *limit, endpoint_t endpoint)
{
	struct complaint_subject *oldest = &limit->subjects[0];

	for (u32 index = 0; index < COMPLAINT_SUBJECTS; index++) {
		struct complaint_subject *subject = &limit->subjects[index];

		if (subject->count > 0 && subject->endpoint == endpoint)
			return subject;
		if (subject->count == 0 ||
		    (oldest->count > 0 && subject->since_us < oldest->since_us))
			oldest = subject;
	}
	oldest->endpoint = endpoint;
	oldest->count = 0;
	return oldest;
}

int
complaint_is_allowed(struct complaint_limit *limit, endpoint_t endpoint, u64 now_us)
{
	struct complaint_subject *subject = find(limit, endpoint);

	if (subject->count == 0 || now_us - subject->since_us >= COMPLAINT_PERIOD_US) {
		subject->since_us = now_us;
		subject->count = 0;
	}
	if (subject->count == COMPLAINTS_EACH)
		return 0;
	subject->count++;
	return 1;
}
