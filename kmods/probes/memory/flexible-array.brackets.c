// SPDX-License-Identifier: GPL-2.0-only
struct own_message {
	u16 kind;
	u16 length;
	u8 data[0];
};

struct own_pair {
	int one;
	long more[0];
};

struct own_other {
	char name[16];
	int last[1];
};
