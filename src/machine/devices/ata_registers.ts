/**
 * Registers and commands of ATA disks and of the bus master that serves them. Names are those of
 * AT Attachment with Packet Interface 6 (T13 1410D), chapters 7 and 8, and of Intel's "Programming
 * Interface for Bus Master IDE Controller", revision 1.0.
 */

export const SECTOR_BYTES = 512;
export const SECTOR_WORDS = SECTOR_BYTES / 2;

/** Command block registers, by their offsets. */
export const DATA = 0;
export const ERROR = 1; // read
export const FEATURES = 1; // written
export const SECTOR_COUNT = 2;
export const LBA_LOW = 3;
export const LBA_MID = 4;
export const LBA_HIGH = 5;
export const DEVICE = 6;
export const STATUS = 7; // read: the interrupt is acknowledged
export const COMMAND = 7; // written
export const COMMAND_BLOCK_PORTS = 8;

/** What nobody drives reads as ones. */
export const FLOATING = 0xff;

export const STATUS_BSY = 0x80;
export const STATUS_DRDY = 0x40;
export const STATUS_DF = 0x20;
/** Seek complete, which ATA/ATAPI-6 leaves to the command; disks have it set. */
export const STATUS_DSC = 0x10;
export const STATUS_DRQ = 0x08;
export const STATUS_ERR = 0x01;

export const ERROR_UNC = 0x40;
export const ERROR_IDNF = 0x10;
export const ERROR_ABRT = 0x04;
/** After a reset or EXECUTE DEVICE DIAGNOSTIC: the device passed. */
export const DIAGNOSTIC_PASSED = 0x01;

export const DEVICE_LBA = 0x40;
export const DEVICE_DEV = 0x10;
/** Bits 27 to 24 of a 28-bit address. */
export const DEVICE_LBA_BITS = 0x0f;

/** Device control register. */
export const CONTROL_HOB = 0x80;
export const CONTROL_SRST = 0x04;
export const CONTROL_NIEN = 0x02;

/** Bus master registers of a channel, by their offsets. */
export const MASTER_COMMAND = 0;
export const MASTER_STATUS = 2;
export const MASTER_TABLE = 4;
export const MASTER_CHANNEL_PORTS = 8;

export const MASTER_COMMAND_START = 0x01;
/** The bus master writes to memory: the device is read. */
export const MASTER_COMMAND_TO_MEMORY = 0x08;

export const MASTER_STATUS_ACTIVE = 0x01;
export const MASTER_STATUS_ERROR = 0x02;
export const MASTER_STATUS_INTERRUPT = 0x04;
/** For the firmware's notes about the drives. */
export const MASTER_STATUS_CAPABLE = 0x60;

export const READ_SECTORS = 0x20;
export const READ_SECTORS_NO_RETRY = 0x21;
export const READ_SECTORS_EXT = 0x24;
export const READ_DMA_EXT = 0x25;
export const READ_NATIVE_MAX_ADDRESS_EXT = 0x27;
export const READ_MULTIPLE_EXT = 0x29;
export const WRITE_SECTORS = 0x30;
export const WRITE_SECTORS_NO_RETRY = 0x31;
export const WRITE_SECTORS_EXT = 0x34;
export const WRITE_DMA_EXT = 0x35;
export const WRITE_MULTIPLE_EXT = 0x39;
export const READ_VERIFY_SECTORS = 0x40;
export const READ_VERIFY_SECTORS_NO_RETRY = 0x41;
export const READ_VERIFY_SECTORS_EXT = 0x42;
export const EXECUTE_DEVICE_DIAGNOSTIC = 0x90;
export const INITIALIZE_DEVICE_PARAMETERS = 0x91;
export const READ_MULTIPLE = 0xc4;
export const WRITE_MULTIPLE = 0xc5;
export const SET_MULTIPLE_MODE = 0xc6;
export const READ_DMA = 0xc8;
export const READ_DMA_NO_RETRY = 0xc9;
export const WRITE_DMA = 0xca;
export const WRITE_DMA_NO_RETRY = 0xcb;
export const STANDBY_IMMEDIATE = 0xe0;
export const IDLE_IMMEDIATE = 0xe1;
export const STANDBY = 0xe2;
export const IDLE = 0xe3;
export const CHECK_POWER_MODE = 0xe5;
export const FLUSH_CACHE = 0xe7;
export const FLUSH_CACHE_EXT = 0xea;
export const IDENTIFY_DEVICE = 0xec;
export const SET_FEATURES = 0xef;
export const READ_NATIVE_MAX_ADDRESS = 0xf8;

/** Subcommands of SET FEATURES (table 43). */
export const ENABLE_WRITE_CACHE = 0x02;
export const SET_TRANSFER_MODE = 0x03;
export const DISABLE_LOOK_AHEAD = 0x55;
export const KEEP_OVER_RESET = 0x66;
export const DISABLE_WRITE_CACHE = 0x82;
export const ENABLE_LOOK_AHEAD = 0xaa;
export const DEFAULTS_AFTER_RESET = 0xcc;
