// SPDX-License-Identifier: GPL-2.0-only
MODULE_LICENSE("GPL");
MODULE_SUPPORTED_DEVICE("own");
