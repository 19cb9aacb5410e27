/** The mark: a shield with battlements and a keyhole. */
export const Logo = ({ size = 26 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <path
      fill="var(--accent)"
      d="M4 3.5A1.5 1.5 0 0 1 5.5 2h3A1.5 1.5 0 0 1 10 3.5V6h3V3.5A1.5 1.5 0 0 1 14.5 2h3A1.5 1.5 0 0 1 19 3.500V6h3V3.500A1.500 1.500 0 0 1 23.500 2h3A1.500 1.500 0 0 1 28 3.500V17c0 6.400-4.800 10.800-11.300 12.900a2.300 2.300 0 0 1-1.400 0C8.800 27.800 4 23.400 4 17Z"
    />
    <path
      fill="var(--surface)"
      d="M16 11.500a3.750 3.750 0 0 0-1.900 6.980l-1.050 4.350a1 1 0 0 0 .970 1.240h3.960a1 1 0 0 0 .970-1.240l-1.050-4.350A3.750 3.750 0 0 0 16 11.500Z"
    />
  </svg>
)
