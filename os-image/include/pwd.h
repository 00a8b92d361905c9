/* Users, from /etc/passwd. The results are in memory that the next call uses again. */
#ifndef PWD_H
#define PWD_H

#include <sys/types.h>

struct passwd {
	char *pw_name;
	char *pw_passwd; /* as the file has it */
	uid_t pw_uid;
	gid_t pw_gid;
	char *pw_gecos;
	char *pw_dir;
	char *pw_shell;
};

/* NULL, with errno as it was when there is no such user. Lines that make no sense are skipped. */
struct passwd *getpwnam(const char *name);
struct passwd *getpwuid(uid_t uid);

#endif
