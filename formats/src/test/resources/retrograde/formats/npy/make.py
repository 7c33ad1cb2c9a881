"""Writes the arrays beside this file with NumPy; run once, kept as it is since. Entry [i,j] is 10*i + j unless said otherwise."""
import numpy as np

a = np.array([[10 * i + j for j in range(3)] for i in range(4)])
for code in ("<f4", "<f8", "<f2", "<i4", "<i8", "<i2", "|i1", "|u1", "<u8", ">f8", ">f4", ">i4", ">u2"):
    np.save("t" + code.replace("<", "l").replace(">", "b").replace("|", "n") + ".npy", a.astype(code))
np.save("bool.npy", a % 2 == 0)
np.save("fortran.npy", np.asfortranarray(a.astype("<f8")))
np.save("cube.npy", np.arange(24, dtype="<f4").reshape(2, 3, 4))
np.save("cubef.npy", np.asfortranarray(np.arange(24, dtype="<f4").reshape(2, 3, 4)))
np.save("line.npy", np.array([1.5, np.nan, -np.inf, 2**-1074]))
np.save("number.npy", np.float64(7))
np.save("none.npy", np.zeros((0, 3)))
np.save("big.npy", np.array([2**53, -(2**62)], dtype="<i8"))
np.save("bigu.npy", np.array([2**63, 2**64 - 1], dtype="<u8"))
np.save("complex.npy", np.array([1j]))
np.save("object.npy", np.array([None, 1], dtype=object), allow_pickle=True)
np.save("record.npy", np.zeros(2, dtype=[("x", "<f4"), ("中", "<i4")]))
for version in ((1, 0), (2, 0), (3, 0)):
    with open("v%d.npy" % version[0], "wb") as f:
        np.lib.format.write_array(f, a.astype("<f8"), version=version)
t = np.arange(40.0)
np.savez("series.npz", wave=np.sin(t), both=np.stack([np.cos(t), t % 7], axis=1))
np.savez_compressed("packed.npz", wave=np.sin(t), flag=t % 2 == 0)
np.savez("uneven.npz", x=np.zeros(3), y=np.zeros(4))
