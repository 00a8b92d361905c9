/* Our string functions beside the host's, on short random strings of few letters. */
#include "check.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void *k_memcpy(void *to, const void *from, size_t length);
void *k_memmove(void *to, const void *from, size_t length);
void *k_memset(void *memory, int byte, size_t length);
int k_memcmp(const void *a, const void *b, size_t length);
void *k_memchr(const void *memory, int byte, size_t length);
size_t k_strlen(const char *text);
size_t k_strnlen(const char *text, size_t limit);
int k_strcmp(const char *a, const char *b);
int k_strncmp(const char *a, const char *b, size_t limit);
int k_strcasecmp(const char *a, const char *b);
int k_strncasecmp(const char *a, const char *b, size_t limit);
char *k_strcpy(char *to, const char *from);
char *k_strncpy(char *to, const char *from, size_t limit);
char *k_strcat(char *to, const char *from);
char *k_strncat(char *to, const char *from, size_t limit);
size_t k_strlcpy(char *to, const char *from, size_t size);
size_t k_strlcat(char *to, const char *from, size_t size);
char *k_strchr(const char *text, int character);
char *k_strrchr(const char *text, int character);
char *k_strstr(const char *text, const char *part);
char *k_strpbrk(const char *text, const char *accept);
size_t k_strspn(const char *text, const char *accept);
size_t k_strcspn(const char *text, const char *reject);
void *k_mempcpy(void *to, const void *from, size_t length);
void *k_memrchr(const void *memory, int byte, size_t length);
void *k_memmem(const void *memory, size_t length, const void *part, size_t part_length);
char *k_stpcpy(char *to, const char *from);
char *k_stpncpy(char *to, const char *from, size_t limit);
char *k_strchrnul(const char *text, int character);
char *k_strcasestr(const char *text, const char *part);
char *k_strsep(char **rest, const char *separators);
char *k_strtok_r(char *text, const char *separators, char **rest);

#define ROOM 96
#define LONGEST 24

static char ours[ROOM];
static char hosts[ROOM];

static void
same(const char *function, const char *a, const char *b, long long our_value, long long host_value)
{
	if (our_value != host_value || memcmp(ours, hosts, ROOM) != 0)
		differ("%s on \"%s\" and \"%s\": ours %lld, the host's %lld", function, a, b, our_value,
		       host_value);
}

static int
sign(int number)
{
	return (number > 0) - (number < 0);
}

/* Where in the text, or -1. */
static long long
place(const char *text, const char *found)
{
	return found == NULL ? -1 : found - text;
}

static void
random_text(char *text, const char *letters)
{
	unsigned length = random_below(LONGEST);

	for (unsigned i = 0; i < length; i++)
		text[i] = letters[random_below((uint32_t)strlen(letters))];
	text[length] = '\0';
}

static void
compare_copies(const char *a, const char *b, size_t limit)
{
#define COPY(function, ...)                                                                        \
	do {                                                                                       \
		memset(ours, '~', ROOM);                                                           \
		memset(hosts, '~', ROOM);                                                          \
		memcpy(ours, a, strlen(a) + 1);                                                    \
		memcpy(hosts, a, strlen(a) + 1);                                                   \
		long long our_place = (char *)k_##function(ours, __VA_ARGS__) - ours;              \
		long long host_place = (char *)function(hosts, __VA_ARGS__) - hosts;               \
		same(#function, a, b, our_place, host_place);                                      \
	} while (0)
	COPY(memcpy, b, strlen(b));
	COPY(mempcpy, b, strlen(b));
	COPY(stpcpy, b);
	COPY(stpncpy, b, limit);
	COPY(memset, (int)limit * 37, limit);
	COPY(strcpy, b);
	COPY(strncpy, b, limit);
	COPY(strcat, b);
	COPY(strncat, b, limit);
}

static void
compare_moves(size_t from, size_t to, size_t length)
{
	for (size_t i = 0; i < ROOM; i++)
		ours[i] = hosts[i] = (char)i;
	k_memmove(ours + to, ours + from, length);
	memmove(hosts + to, hosts + from, length);
	same("memmove", "", "", 0, 0);
}

static void
compare_orders(const char *a, const char *b, size_t limit)
{
	same("memcmp", a, b, sign(k_memcmp(a, b, LONGEST)), sign(memcmp(a, b, LONGEST)));
	same("strcmp", a, b, sign(k_strcmp(a, b)), sign(strcmp(a, b)));
	same("strncmp", a, b, sign(k_strncmp(a, b, limit)), sign(strncmp(a, b, limit)));
	same("strcasecmp", a, b, sign(k_strcasecmp(a, b)), sign(strcasecmp(a, b)));
	same("strncasecmp", a, b, sign(k_strncasecmp(a, b, limit)), sign(strncasecmp(a, b, limit)));
}

static void
compare_searches(const char *a, const char *b, size_t limit)
{
	same("strlen", a, b, (long long)k_strlen(a), (long long)strlen(a));
	same("strnlen", a, b, (long long)k_strnlen(a, limit), (long long)strnlen(a, limit));
	same("memchr", a, b, place(a, k_memchr(a, b[0], limit)), place(a, memchr(a, b[0], limit)));
	same("strchr", a, b, place(a, k_strchr(a, b[0])), place(a, strchr(a, b[0])));
	same("strrchr", a, b, place(a, k_strrchr(a, b[0])), place(a, strrchr(a, b[0])));
	same("strstr", a, b, place(a, k_strstr(a, b)), place(a, strstr(a, b)));
	same("memrchr", a, b, place(a, k_memrchr(a, b[0], limit)), place(a, memrchr(a, b[0], limit)));
	same("memmem", a, b, place(a, k_memmem(a, limit, b, strlen(b))),
	     place(a, memmem(a, limit, b, strlen(b))));
	same("strchrnul", a, b, place(a, k_strchrnul(a, b[0])), place(a, strchrnul(a, b[0])));
	same("strcasestr", a, b, place(a, k_strcasestr(a, b)), place(a, strcasestr(a, b)));
	same("strpbrk", a, b, place(a, k_strpbrk(a, b)), place(a, strpbrk(a, b)));
	same("strspn", a, b, (long long)k_strspn(a, b), (long long)strspn(a, b));
	same("strcspn", a, b, (long long)k_strcspn(a, b), (long long)strcspn(a, b));
}

static void
compare_words(const char *a)
{
	char *our_rest = NULL;
	char *host_rest = NULL;
	char *our_word;
	char *host_word;

	memset(ours, 0, ROOM);
	memset(hosts, 0, ROOM);
	strcpy(ours, a);
	strcpy(hosts, a);
	our_word = k_strtok_r(ours, " ,", &our_rest);
	host_word = strtok_r(hosts, " ,", &host_rest);
	while (our_word != NULL && host_word != NULL) {
		same("strtok_r", a, " ,", our_word - ours, host_word - hosts);
		our_word = k_strtok_r(NULL, " ,", &our_rest);
		host_word = strtok_r(NULL, " ,", &host_rest);
	}
	same("strtok_r", a, " ,", our_word == NULL, host_word == NULL);
}

static void
compare_fields(const char *a)
{
	char *our_rest = ours;
	char *host_rest = hosts;

	memset(ours, 0, ROOM);
	memset(hosts, 0, ROOM);
	strcpy(ours, a);
	strcpy(hosts, a);
	while (our_rest != NULL && host_rest != NULL) {
		char *our_field = k_strsep(&our_rest, " ,");
		char *host_field = strsep(&host_rest, " ,");

		same("strsep", a, " ,", our_field - ours, host_field - hosts);
	}
	same("strsep", a, " ,", our_rest == NULL, host_rest == NULL);
}

/* Long enough for the words that the scans go by, at every alignment. */
static void
compare_blocks(void)
{
	static char left[2 * ROOM];
	static char right[2 * ROOM];
	char *a = left + random_below(8);
	char *b = right + random_below(8);
	size_t length = random_below(ROOM);
	size_t other = random_below(ROOM);

	memset(left, 'a', sizeof(left) - 1);
	memset(right, 'a', sizeof(right) - 1);
	a[length] = '\0';
	b[other] = random_below(2) ? '\0' : 'b';
	same("strlen", a, "", (long long)k_strlen(a), (long long)strlen(a));
	same("memchr", a, "", place(a, k_memchr(a, 0, other)), place(a, memchr(a, 0, other)));
	same("strchr", a, "", place(a, k_strchr(a, 'b')), place(a, strchr(a, 'b')));
	same("memcmp", a, b, sign(k_memcmp(a, b, ROOM)), sign(memcmp(a, b, ROOM)));
}

/* Copies and fills of any length and alignment; the rest of the buffer stays. */
static void
compare_transfers(void)
{
	static char source[2 * ROOM];
	size_t to = random_below(8);
	size_t from = random_below(8);
	size_t length = random_below(ROOM - 8);

	for (size_t i = 0; i < sizeof(source); i++)
		source[i] = (char)i;
	memset(ours, '~', ROOM);
	memset(hosts, '~', ROOM);
	k_memcpy(ours + to, source + from, length);
	memcpy(hosts + to, source + from, length);
	same("memcpy", "", "", (long long)length, (long long)length);
	k_memset(ours + from, (int)to + 0x141, length);
	memset(hosts + from, (int)to + 0x141, length);
	same("memset", "", "", (long long)length, (long long)length);
}

/* Not every host has these two: checked against what they promise. */
static void
check_bounded_copies(const char *a, const char *b, size_t size)
{
	size_t kept = strlen(b) < size ? strlen(b) : size - 1;

	memset(ours, '~', ROOM);
	if (k_strlcpy(ours, b, size) != strlen(b) || ours[size] != '~' ||
	    (size > 0 && (ours[kept] != '\0' || strncmp(ours, b, kept) != 0)))
		differ("strlcpy of \"%s\" to %zu bytes gave \"%s\"", b, size, ours);
	memset(ours, '~', ROOM);
	strcpy(ours, a);
	if (k_strlcat(ours, b, size) != strnlen(a, size) + strlen(b) ||
	    (strlen(a) < size && strlen(ours) >= size))
		differ("strlcat of \"%s\" and \"%s\" in %zu bytes gave \"%s\"", a, b, size, ours);
}

int
check_string(unsigned cases)
{
	for (unsigned i = 0; i < cases; i++) {
		char a[LONGEST + 1] = "";
		char b[LONGEST + 1] = "";
		size_t limit = random_below(LONGEST);

		random_text(a, "abAB\xe9");
		random_text(b, random_below(2) ? "ab" : "abAB\xe9");
		if (random_below(3) == 0)
			b[random_below(3)] = '\0';
		compare_copies(a, b, limit);
		compare_moves(random_below(ROOM / 2), random_below(ROOM / 2), random_below(ROOM / 2));
		compare_orders(a, b, limit);
		memset(ours, 0, ROOM);
		memset(hosts, 0, ROOM);
		compare_searches(a, b, limit);
		random_text(a, "ab ,");
		compare_words(a);
		compare_fields(a);
		compare_blocks();
		compare_transfers();
		check_bounded_copies(a, b, limit);
	}
	return (int)cases;
}
