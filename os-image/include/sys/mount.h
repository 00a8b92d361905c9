/* Mounting file systems: for root. */
#ifndef SYS_MOUNT_H
#define SYS_MOUNT_H

#define MS_RDONLY 1u

/* The file server with that label is started if it is not up, and serves the device. */
int mount(const char *device, const char *directory, unsigned flags, const char *label);
int umount(const char *directory);

struct mount_info {
	char device[32]; /* the path that was given to mount, cut to fit */
	char directory[64];
	char label[17];
	unsigned flags;
};

/* The mounts, numbered from 0: -1 with EINVAL past the last. */
int mount_info(unsigned index, struct mount_info *info);

#endif
