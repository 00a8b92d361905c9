/* host, also called nslookup: the addresses of names. */
#include <netdb.h>
#include <netkit/address.h>
#include <stdio.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: host NAME...\n"
	"Prints the addresses of each name: those of /etc/hosts, else what the name server says.\n"
	"The status is 1 when there is no such name, and 2 when the name server does not answer.\n";

#define STATUS_NO_NAME 1
#define STATUS_NO_ANSWER 2

/* 0 or the status. */
static int
look_up(const char *name)
{
	struct sockaddr_in addresses[ADDRESSES_MAX];
	int count = find_addresses(name, 0, addresses);

	if (count < 0) {
		complain("%s: %s", name, lookup_error(count));
		return count == EAI_NONAME ? STATUS_NO_NAME : STATUS_NO_ANSWER;
	}
	for (int i = 0; i < count; i++) {
		char text[ADDRESS_TEXT_SIZE];

		printf("%s has address %s\n", name, format_address(text, addresses[i].sin_addr));
	}
	return 0;
}

int
main(int argc, char **argv)
{
	int status = 0;
	char **names;

	if (tool_only_operands(argc, argv, usage, &names) == 0)
		bad_usage("which name?");
	for (; *names != NULL; names++) {
		int result = look_up(*names);

		if (result > status)
			status = result;
	}
	if (tool_end() != 0 && status == 0)
		status = STATUS_FAILED;
	return status;
}
