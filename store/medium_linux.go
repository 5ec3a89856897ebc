package store

import "golang.org/x/sys/unix"

// onReadOnlyMedium reports whether nobody can write where a file lies. A folder that
// only this user may not write to is no such place: others may.
func onReadOnlyMedium(path string) bool {
	var fs unix.Statfs_t
	return unix.Statfs(path, &fs) == nil && fs.Flags&unix.ST_RDONLY != 0
}

// kinds names the file systems that matter, by the number that the kernel gives.
var kinds = map[int64]string{
	unix.NFS_SUPER_MAGIC: "nfs", 0x517b: "smb", 0xff534d42: "cifs", 0xfe534d42: "smb2", unix.V9FS_MAGIC: "9p", unix.AFS_SUPER_MAGIC: "afs",
	0x00c36400: "ceph", 0x564c: "ncp", unix.FUSE_SUPER_MAGIC: "fuse", unix.EXT4_SUPER_MAGIC: "ext4", unix.XFS_SUPER_MAGIC: "xfs",
	unix.BTRFS_SUPER_MAGIC: "btrfs", unix.TMPFS_MAGIC: "tmpfs", unix.OVERLAYFS_SUPER_MAGIC: "overlay", 0x2fc12fc1: "zfs",
}

func medium(path string) (kind string, free int64, err error) {
	var fs unix.Statfs_t
	if err := unix.Statfs(path, &fs); err != nil {
		return "", 0, err
	}
	return kinds[fs.Type&0xffffffff], int64(fs.Bavail) * fs.Bsize, nil
}
