/* See <netkit/wait.h>. */
#include <errno.h>
#include <netkit/wait.h>
#include <poll.h>
#include <toolkit/clock.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>

#define DAY_MS (24u * 60 * 60 * 1000)

int
wait_ready(int fd, short events, int timeout_ms)
{
	uint64_t until_us = clock_us() + (uint64_t)(timeout_ms > 0 ? timeout_ms : 0) * US_PER_MS;
	struct pollfd watched = {.fd = fd, .events = events};
	int left_ms = timeout_ms;
	int result;

	while ((result = poll(&watched, 1, left_ms)) < 0 && errno == EINTR) {
		uint64_t now = clock_us();

		if (timeout_ms >= 0)
			left_ms = now < until_us ? (int)((until_us - now) / US_PER_MS) : 0;
	}
	return result;
}

int
need_seconds_ms(const char *text, const char *what)
{
	uint64_t duration_us;

	if (!parse_duration(text, &duration_us) || duration_us < US_PER_MS ||
	    duration_us / US_PER_MS > DAY_MS)
		bad_usage("%s has to be seconds such as 5 or 0.2, at most a day, not '%s'", what, text);
	return (int)(duration_us / US_PER_MS);
}
