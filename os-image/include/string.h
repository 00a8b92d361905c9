/* Memory and strings, as C11 and POSIX have them. */
#ifndef STRING_H
#define STRING_H

#include <stddef.h>
#include <strings.h>

void *memcpy(void *restrict to, const void *restrict from, size_t length);
/* memcpy that returns the end of the copy. */
void *mempcpy(void *restrict to, const void *restrict from, size_t length);
void *memmove(void *to, const void *from, size_t length);
void *memset(void *memory, int byte, size_t length);
int memcmp(const void *a, const void *b, size_t length);
void *memchr(const void *memory, int byte, size_t length);
void *memrchr(const void *memory, int byte, size_t length);
void *memmem(const void *memory, size_t length, const void *part, size_t part_length);

size_t strlen(const char *text);
size_t strnlen(const char *text, size_t limit);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t limit);
/* The same as strcmp: there are no locales. */
int strcoll(const char *a, const char *b);
char *strcpy(char *restrict to, const char *restrict from);
char *strncpy(char *restrict to, const char *restrict from, size_t limit);
/* The copies that return the end of the copy: where its NUL is. */
char *stpcpy(char *restrict to, const char *restrict from);
char *stpncpy(char *restrict to, const char *restrict from, size_t limit);
char *strcat(char *restrict to, const char *restrict from);
char *strncat(char *restrict to, const char *restrict from, size_t limit);
/* The bounded copies that end in a NUL: they return the length they tried to make. */
size_t strlcpy(char *restrict to, const char *restrict from, size_t size);
size_t strlcat(char *restrict to, const char *restrict from, size_t size);
char *strchr(const char *text, int character);
/* strchr that returns the end of the text when the character is not there. */
char *strchrnul(const char *text, int character);
char *strrchr(const char *text, int character);
char *strstr(const char *text, const char *part);
char *strcasestr(const char *text, const char *part);
char *strpbrk(const char *text, const char *accept);
size_t strspn(const char *text, const char *accept);
size_t strcspn(const char *text, const char *reject);
char *strtok(char *restrict text, const char *restrict separators);
char *strtok_r(char *restrict text, const char *restrict separators, char **restrict rest);
/* Cuts *rest at the first separator, so that words may be empty; NULL when nothing is left. */
char *strsep(char **restrict rest, const char *restrict separators);
char *strdup(const char *text);
char *strndup(const char *text, size_t limit);
char *strerror(int error);
/* 0, or ERANGE when the text did not fit and is cut. */
int strerror_r(int error, char *buffer, size_t size);
char *strsignal(int signal);

#endif
