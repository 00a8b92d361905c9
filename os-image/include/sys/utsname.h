/* What system this is. */
#ifndef SYS_UTSNAME_H
#define SYS_UTSNAME_H

#define UTSNAME_LENGTH 65

struct utsname {
	char sysname[UTSNAME_LENGTH];  /* "Kintsugi" */
	char nodename[UTSNAME_LENGTH]; /* gethostname's */
	char release[UTSNAME_LENGTH];  /* the kernel's version */
	char version[UTSNAME_LENGTH];  /* what kind of kernel */
	char machine[UTSNAME_LENGTH];  /* "i386" */
};

int uname(struct utsname *name);

#endif
