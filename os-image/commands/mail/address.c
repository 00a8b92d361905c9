/* Who mails go to, and whom they are from. See mail.h. */
#include <ctype.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <toolkit/format.h>
#include <toolkit/tool.h>
#include <unistd.h>

#include "mail.h"

#define HOST_MAX 65

bool
is_remote(const char *address)
{
	return strchr(address, '@') != NULL;
}

/* What may stand in an address without quotes (RFC 5322, 3.2.3), and the @. */
static bool
is_address_character(char c)
{
	return isalnum((unsigned char)c) || (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~.@", c) != NULL);
}

static bool
has_address_form(const char *address)
{
	const char *at = strchr(address, '@');
	size_t length = strlen(address);

	for (size_t i = 0; i < length; i++)
		if (!is_address_character(address[i]))
			return false;
	if (length == 0 || length > ADDRESS_MAX)
		return false;
	return at == NULL || (at > address && at[1] != '\0' && strchr(at + 1, '@') == NULL);
}

void
check_address(const char *address)
{
	if (!has_address_form(address))
		give_up(STATUS_FAILED, "'%s' is no address: NAME@HOST, or a user of this machine", address);
	if (!is_remote(address) && getpwnam(address) == NULL)
		give_up(STATUS_FAILED, "this machine has no user '%s'", address);
}

const char *
own_host(void)
{
	static char host[HOST_MAX];

	if (gethostname(host, sizeof(host)) != 0 || host[0] == '\0')
		return "localhost";
	host[sizeof(host) - 1] = '\0';
	return host;
}

const char *
own_address(void)
{
	static char address[ADDRESS_MAX + 1];

	snprintf(address, sizeof(address), "%s@%s", user_name(getuid()), own_host());
	return address;
}
