// SPDX-License-Identifier: GPL-2.0-only
#include <linux/fs.h>

static struct file_operations own_fops = {
	read: own_read,
	write: own_write,
	owner: THIS_MODULE
};

static struct file_operations dotted_fops = {
	.read = own_read,
	.owner = THIS_MODULE,
};

int choose(int a)
{
	switch (a) {
	case 1:
		return a ? own_read : own_write;
	}
end:
	return 0;
}
