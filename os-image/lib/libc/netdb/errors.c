/* What the errors of <netdb.h> mean, in words. */
#include <netdb.h>
#include <stddef.h>

struct text {
	int error;
	const char *words;
};

static const char *
find(const struct text *text, int error)
{
	while (text->words != NULL && text->error != error)
		text++;
	return text->words != NULL ? text->words : "unknown error";
}

const char *
gai_strerror(int error)
{
	static const struct text texts[] = {
		{0, "no error"},
		{EAI_NONAME, "no such host"},
		{EAI_AGAIN, "the name servers can't tell now, try again"},
		{EAI_FAIL, "no name server is known"},
		{EAI_FAMILY, "address family not supported"},
		{EAI_SOCKTYPE, "socket type not supported"},
		{EAI_SERVICE, "no such service"},
		{EAI_MEMORY, "out of memory"},
		{EAI_SYSTEM, "system error"},
		{0, NULL},
	};

	return find(texts, error);
}

const char *
hstrerror(int error)
{
	static const struct text texts[] = {
		{0, "no error"},
		{HOST_NOT_FOUND, "no such host"},
		{TRY_AGAIN, "the name servers can't tell now, try again"},
		{NO_RECOVERY, "no name server is known"},
		{NO_DATA, "the host has no address"},
		{0, NULL},
	};

	return find(texts, error);
}
