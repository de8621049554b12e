//! Where the sun and the moon stand, to a quarter of an hour: enough to say on which day a solar term or a full moon is.
//!
//! Formulas after Jean Meeus, Astronomical Algorithms, 2nd edition, chapters 25 (sun, low accuracy) and 49 (phases,
//! largest terms). Times are days since 1970-01-01T00:00 UTC. Near midnight the day may be off by one.

const J2000: f64 = 10_957.5;
const DEGREE: f64 = std::f64::consts::PI / 180.0;

/// Terrestrial time minus universal time in days, close enough between 1900 and 2100.
const DELTA: f64 = 65.0 / 86_400.0;

/// Returns the apparent longitude of the sun in degrees, 0 to 360.
pub(super) fn sun_longitude(day: f64) -> f64 {
    let centuries = (day + DELTA - J2000) / 36_525.0;
    let mean = 280.466_46 + 36_000.769_83 * centuries + 0.000_303_2 * centuries * centuries;
    let anomaly = (357.529_11 + 35_999.050_29 * centuries) * DEGREE;
    let center = (1.914_602 - 0.004_817 * centuries) * anomaly.sin()
        + (0.019_993 - 0.000_101 * centuries) * (2.0 * anomaly).sin()
        + 0.000_289 * (3.0 * anomaly).sin();
    let node = (125.04 - 1_934.136 * centuries) * DEGREE;
    (mean + center - 0.005_69 - 0.004_78 * node.sin()).rem_euclid(360.0)
}

/// Returns when the sun reaches `longitude` next after, or near, `day`.
pub(super) fn sun_at(longitude: f64, day: f64) -> f64 {
    let ahead = (longitude - sun_longitude(day)).rem_euclid(360.0);
    let mut time = day + ahead / 360.0 * 365.2422;
    for _ in 0..4 {
        let off = (longitude - sun_longitude(time) + 180.0).rem_euclid(360.0) - 180.0;
        time += off / 360.0 * 365.2422;
    }
    time
}

/// A phase of the moon.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Phase {
    New,
    Full,
}

/// Returns the last such phase at or before `day`.
pub(super) fn moon_before(phase: Phase, day: f64) -> f64 {
    let half = if phase == Phase::Full { 0.5 } else { 0.0 };
    let first = ((day - 10_962.760) / 29.530_588_861 - half).floor() + half + 1.0;
    (0..3).map(|back| moon(first - f64::from(back))).find(|time| *time <= day).unwrap_or_else(|| moon(first - 3.0))
}

/// Returns the time of lunation `number` since 2000-01-06; halves are full moons.
fn moon(number: f64) -> f64 {
    let centuries = number / 1_236.85;
    let mean = 10_962.597_66 + 29.530_588_861 * number + 0.000_154_37 * centuries * centuries;
    let eccentricity = 1.0 - 0.002_516 * centuries;
    let sun = (2.5534 + 29.105_356_70 * number) * DEGREE;
    let moon = (201.5643 + 385.816_935_28 * number) * DEGREE;
    let latitude = (160.7108 + 390.670_502_84 * number) * DEGREE;
    let is_full = number.fract().abs() > 0.25;
    let (first, second) = if is_full { (-0.406_14, 0.173_02) } else { (-0.407_20, 0.172_41) };
    mean + first * moon.sin()
        + second * eccentricity * sun.sin()
        + 0.016_1 * (2.0 * moon).sin()
        + 0.010_4 * (2.0 * latitude).sin()
        + 0.007_4 * eccentricity * (moon - sun).sin()
        - 0.005_15 * eccentricity * (moon + sun).sin()
        + 0.002_1 * eccentricity * eccentricity * (2.0 * sun).sin()
        - DELTA
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(found: f64, expected: f64) {
        assert!((found - expected).abs() < 0.02, "{found} {expected}");
    }

    #[test]
    fn known_moments() {
        // Spring equinox 2024-03-20T03:06, winter solstice 2023-12-22T03:27 (USNO).
        check(sun_at(0.0, 19_750.0), 19_802.0 + 3.1 / 24.0);
        check(sun_at(270.0, 19_600.0), 19_713.0 + 3.45 / 24.0);
        // New moon 2024-04-08T18:21, full moon 2024-03-25T07:00.
        check(moon_before(Phase::New, 19_830.0), 19_821.0 + 18.35 / 24.0);
        check(moon_before(Phase::Full, 19_830.0), 19_807.0 + 7.0 / 24.0);
    }
}
