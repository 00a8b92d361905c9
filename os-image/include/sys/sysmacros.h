/* Device numbers: a major number, of the driver, and a minor number, of the device. */
#ifndef SYS_SYSMACROS_H
#define SYS_SYSMACROS_H

#include <kintsugi/devices.h>

#define major(device) DEVICE_MAJOR(device)
#define minor(device) DEVICE_MINOR(device)
#define makedev(major, minor) DEVICE(major, minor)

#endif
