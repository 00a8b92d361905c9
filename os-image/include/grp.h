/* Groups of users, from /etc/group. The results are in memory that the next call uses again. */
#ifndef GRP_H
#define GRP_H

#include <sys/types.h>

struct group {
	char *gr_name;
	char *gr_passwd; /* as the file has it */
	gid_t gr_gid;
	char **gr_mem; /* names, then NULL */
};

/* NULL, with errno as it was when there is no such group. Lines that make no sense are skipped. */
struct group *getgrnam(const char *name);
struct group *getgrgid(gid_t gid);

#endif
