"""Writes common/src/test/resources/golden/measures.json: what others compute of captions, pictures and features.

Run from the repository root:  python tools/golden/measures.py    (made with pycocoevalcap 1.2, scikit-image 0.26.0 and
scipy 1.17.1). BLEU and CIDEr are those of COCO's evaluation on captions that are words already; what it calls CIDEr
clips and damps, and so is CIDEr-D. The captions are made up here.
"""

import json
import pathlib
import random

import numpy
import scipy.linalg
from pycocoevalcap.bleu.bleu_scorer import BleuScorer
from pycocoevalcap.cider.cider_scorer import CiderScorer
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

OUT = pathlib.Path("common/src/test/resources/golden/measures.json")
WORDS = "a the red blue small large circle star on with and two plain background dog runs".split()


def caption(rng, length):
    return " ".join(rng.choice(WORDS) for _ in range(length))


def changed(rng, text):
    return " ".join(rng.choice(WORDS) if rng.random() < 0.25 else word for word in text.split()
                    if rng.random() > 0.15) or "a"


def captions(seed, references):
    rng = random.Random(seed)
    pairs = []
    for _ in range(12):
        true = [caption(rng, rng.randint(4, 12)) for _ in range(references)]
        pairs.append({"candidate": changed(rng, true[0]), "references": true})
    bleu, cider = BleuScorer(n=4), CiderScorer(n=4, sigma=6.0)
    for pair in pairs:
        bleu += (pair["candidate"], pair["references"])
        cider += (pair["candidate"], pair["references"])
    return {"captions": pairs, "bleu": bleu.compute_score(option="closest", verbose=0)[0][3],
            "cider": float(cider.compute_score()[0])}


def pictures(rng, width, height, noise):
    y, x = numpy.mgrid[0:height, 0:width]
    a = numpy.stack([120 + 90 * numpy.sin(x / 3 + c) * numpy.cos(y / 4 - c) for c in range(3)], -1)
    b = a + noise * rng.standard_normal(a.shape)
    a, b = (numpy.clip(numpy.rint(p), 0, 255).astype(numpy.uint8) for p in (a, b))
    ssim = structural_similarity(a, b, gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
                                 channel_axis=2, data_range=255)
    return {"width": width, "height": height, "a": a.ravel().tolist(), "b": b.ravel().tolist(),
            "psnr": float(peak_signal_noise_ratio(a, b, data_range=255)), "ssim": float(ssim)}


def features(rng, n, m, width):
    mix = rng.standard_normal((width, width))
    x = (rng.standard_normal((n, width)) @ mix).round(3)
    y = (0.7 * rng.standard_normal((m, width)) @ mix + 0.5).round(3)
    a, b = numpy.cov(x, rowvar=False), numpy.cov(y, rowvar=False)
    root = scipy.linalg.sqrtm(a @ b)
    apart = x.mean(0) - y.mean(0)
    return {"x": x.tolist(), "y": y.tolist(),
            "distance": float(apart @ apart + numpy.trace(a + b - 2 * root.real))}


def main():
    rng = numpy.random.default_rng(1)
    OUT.write_text(json.dumps({
        "captions": [captions(1, 1), captions(2, 3), captions(3, 5)],
        "pictures": [pictures(rng, 20, 16, 4), pictures(rng, 11, 13, 30), pictures(rng, 16, 16, 90)],
        "features": [features(rng, 30, 20, 4), features(rng, 9, 12, 8)]}) + "\n")


main()
