// SPDX-License-Identifier: GPL-2.0-only
// step: linux/tty_flip.h=included
// since: 3.10
// reason: linux/serial_core.h no longer includes it
// include: linux/tty_flip.h
// words: tty_insert_flip_char tty_insert_flip_string tty_flip_buffer_push
// probe: none (the header was always there; serial_core.h: with it in 2.6.39.4, without in RHEL 7's 3.10)
