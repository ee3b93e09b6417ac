// SPDX-License-Identifier: GPL-2.0-only
static DECLARE_MUTEX(lock);
