/* Memory, numbers, environment, temporary files, the end of the program. */
#ifndef STDLIB_H
#define STDLIB_H

#include <stddef.h>

#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1
#define MB_CUR_MAX 1

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *memory, size_t size);
/* realloc of an array; ENOMEM when its size is no number. */
void *reallocarray(void *memory, size_t count, size_t size);
/* The alignment is a power of two. */
void *aligned_alloc(size_t alignment, size_t size);
int posix_memalign(void **memory, size_t alignment, size_t size);
void free(void *memory);

long strtol(const char *restrict text, char **restrict end, int base);
unsigned long strtoul(const char *restrict text, char **restrict end, int base);
long long strtoll(const char *restrict text, char **restrict end, int base);
unsigned long long strtoull(const char *restrict text, char **restrict end, int base);
int atoi(const char *text);
long atol(const char *text);
long long atoll(const char *text);
int abs(int number);
long labs(long number);
long long llabs(long long number);

typedef struct {
	int quot;
	int rem;
} div_t;
typedef struct {
	long quot;
	long rem;
} ldiv_t;
typedef struct {
	long long quot;
	long long rem;
} lldiv_t;
div_t div(int number, int divisor);
ldiv_t ldiv(long number, long divisor);
lldiv_t lldiv(long long number, long long divisor);

void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *));
void *bsearch(const void *key, const void *base, size_t count, size_t size,
	      int (*compare)(const void *, const void *));

#define RAND_MAX 0x7fffffff
int rand(void);
void srand(unsigned seed);
int rand_r(unsigned *state);
long random(void);
void srandom(unsigned seed);

char *getenv(const char *name);
int setenv(const char *name, const char *value, int overwrite);
int unsetenv(const char *name);
/* "name=value" itself becomes part of the environment. */
int putenv(char *variable);
int clearenv(void);

/* The end of the template, "XXXXXX", becomes what makes the name new. */
int mkstemp(char *template);
int mkostemp(char *template, int flags);
char *mkdtemp(char *template);
/* The path without symbolic links, "." and ".."; into PATH_MAX bytes, or malloc's for NULL. */
char *realpath(const char *restrict path, char *restrict resolved);

/* The status of the shell that ran the command; for NULL whether there is a shell. */
int system(const char *command);

#define ATEXIT_MAX 32
int atexit(void (*function)(void));
_Noreturn void exit(int status);
_Noreturn void _Exit(int status);
_Noreturn void abort(void);

#endif
