/* What RS' errors mean, in words for whoever gave the order. See service.h. */
#include <errno.h>
#include <string.h>

#include "service.h"

static const struct {
	int error;
	int status;
	const char *sentence; /* how "can't VERB LABEL: " goes on */
} refusals[] = {
	{EEXIST, STATUS_FAILED, "it is up already; restart or refresh it, or take it down first"},
	{ENOENT, STATUS_FAILED, "there is no boot module with its program"},
	{ENOEXEC, STATUS_FAILED,
	 "its program is not an ELF program for this machine, or ended before it was up"},
	{EBADDIGEST, STATUS_FAILED, "its program is damaged: its checksum is wrong"},
	{ENOMEM, STATUS_FAILED, "there is not enough memory for it"},
	{ENFILE, STATUS_FAILED, "too many components are up: no privilege structure is free"},
	{EINVAL, STATUS_FAILED, "the reincarnation server finds fault with its configuration"},
	{E2BIG, STATUS_FAILED, "its program is too large"},
	{EBUSY, STATUS_FAILED, "it came to no quiescent point; try again, or restart it"},
	{EALREADY, STATUS_FAILED, "it is being replaced already"},
	{ESTALE, STATUS_FAILED,
	 "the incident that this was for does not wait for its policy any more"},
	{EAGAIN, STATUS_FAILED, "there were too many of these lately; try again later"},
	{EOPNOTSUPP, STATUS_FAILED, "it can't do that"},
	{ETIMEDOUT, STATUS_FAILED, "it was not up in time"},
	{EPERM, STATUS_FAILED, "it is not allowed, since the system can't go on without it"},
	{EDEADEP, STATUS_NOT_UP, "it is not up"},
};

_Noreturn void
refused(int error, const char *verb, const char *label)
{
	int number = -error;

	if (number == ESRCH)
		no_such_component(label);
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++)
		if (refusals[i].error == number)
			give_up(refusals[i].status, "can't %s %s: %s", verb, label,
				refusals[i].sentence);
	give_up(STATUS_FAILED, "can't %s %s: %s", verb, label, strerror(number));
}
