// SPDX-License-Identifier: GPL-2.0-only
// step: linux/delay.h=included
// since: 2.6.34
// reason: no other header includes it
// include: linux/delay.h
// words: msleep mdelay udelay ssleep msleep_interruptible
// probe: none (the header was always there)
