// SPDX-License-Identifier: GPL-2.0-only
// step: linux/uaccess.h=included
// since: 2.6.34
// reason: no other header includes it
// include: linux/uaccess.h
// words: copy_to_user copy_from_user put_user get_user __put_user __get_user clear_user strncpy_from_user
// probe: none (the header was always there)
