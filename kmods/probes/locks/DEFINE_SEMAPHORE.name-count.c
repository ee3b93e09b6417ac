// SPDX-License-Identifier: GPL-2.0-only
static DEFINE_SEMAPHORE(lock);
static DEFINE_SEMAPHORE(other, 2);
